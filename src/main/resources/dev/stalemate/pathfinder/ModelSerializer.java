package dev.stalemate.pathfinder.agent;

import gov.nasa.jpf.vm.Statics;
import gov.nasa.jpf.vm.serialize.CFSerializer;

/**
 * What tells states apart as Java PathFinder steps a model: what its threads refer to, which is the model's state, and where each thread is.
 * The program writes nothing else, and the static fields of the JDK's classes are most of what there is.
 */
public final class ModelSerializer extends CFSerializer {
    @Override
    protected void serializeStatics(Statics statics) {
        // Nothing changes there.
    }
}
