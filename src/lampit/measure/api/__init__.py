"""What programs on telephones ask of surveys: OpenRosa for ODK Collect."""
