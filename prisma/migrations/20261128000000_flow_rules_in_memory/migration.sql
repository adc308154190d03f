-- Rules are read from the text of their dump, which is kept; the copy of the current dumps has no reader.
DROP TABLE "flow_rule";
