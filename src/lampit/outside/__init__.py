"""Outside: adapters to the world: payment gateways, WhatsApp, feeds, mail, storage."""
