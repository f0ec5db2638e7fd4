package dev.stalemate.search.shard;

import dev.stalemate.model.Figure;
import dev.stalemate.model.Law;
import dev.stalemate.model.Law.Kind;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;

/** What was seen in the states of one part of a new level. */
public final class Sight implements Serializable {
    private static final long serialVersionUID = 1;
    static final long NONE = -1;

    /** States that count. */
    long states;
    /** How many states those stand for. */
    long stoodFor;

    final long[] premiseHeld;
    /** For each property the number within the part of the first state that decides it, and the number of that one's parent. */
    final long[] first;

    final long[] firstParent;
    final long[] figures;

    Sight(int laws, int figures) {
        this.premiseHeld = new long[laws];
        this.first = new long[laws];
        this.firstParent = new long[laws];
        this.figures = new long[figures];
        Arrays.fill(first, NONE);
    }

    /** Looks at the next state. */
    void at(Law[] laws, List<Figure> ofModel, LookOrder order, long[] state, long weight, long parent) {
        if (parent >= order.end) {
            return;
        }
        for (int p = 0; p < laws.length; p++) {
            if (parent < order.premisesEnd[p] && laws[p].premise().test(state)) {
                premiseHeld[p] += weight;
                if (first[p] == NONE && laws[p].holds().test(state) == (laws[p].kind() == Kind.SOMETIMES)) {
                    first[p] = states;
                    firstParent[p] = parent;
                }
            }
        }
        for (int f = 0; f < figures.length; f++) {
            figures[f] = ofModel.get(f).join(figures[f], state, weight);
        }
        stoodFor += weight;
        states++;
    }
}
