"""How we talk to billers; knows no database and no other room."""
