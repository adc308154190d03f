// Stands for packages that only mean something inside Next, where a program is bundled for plain Node.
