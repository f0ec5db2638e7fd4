package dev.stalemate.prove.term;

/**
 * What a term looks like from above.
 *
 * @param depth how many terms are on the longest way down, this one included
 * @param leaves how many values its tree of if-then-else has, up to {@link Choices#MANY}; 1 of all that is no if-then-else
 * @param fixed whether all these values are constants
 */
record Tree(int depth, int leaves, boolean fixed) {
    static Tree of(TermShape shape) {
        int depth = 0;
        for (Term argument : shape.arguments) {
            depth = Math.max(depth, argument.tree().depth);
        }
        if (shape.op != Op.ITE) {
            return new Tree(depth + 1, 1, shape.op == Op.CONSTANT);
        }
        Tree then = shape.arguments[1].tree();
        Tree otherwise = shape.arguments[2].tree();
        int leaves = Math.min(Choices.MANY, then.leaves + otherwise.leaves);
        return new Tree(depth + 1, leaves, then.fixed && otherwise.fixed);
    }
}
