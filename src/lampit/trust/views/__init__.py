"""Pages of the trust room: for anybody, for buyers, for makers, for the desk."""
