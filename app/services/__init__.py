"""One module per journey: joins the store and the domain. One commit per use case."""
