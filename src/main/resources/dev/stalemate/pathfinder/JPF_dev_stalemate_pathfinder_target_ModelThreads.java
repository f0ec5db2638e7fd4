package dev.stalemate.pathfinder.agent;

import dev.stalemate.pathfinder.SteppedModel;
import gov.nasa.jpf.annotation.MJI;
import gov.nasa.jpf.vm.IntChoiceGenerator;
import gov.nasa.jpf.vm.MJIEnv;
import gov.nasa.jpf.vm.NativePeer;
import gov.nasa.jpf.vm.choice.IntIntervalGenerator;
import java.util.Arrays;

/** The native methods of {@code ModelThreads}: they ask the model, which is outside Java PathFinder's virtual machine. */
public final class JPF_dev_stalemate_pathfinder_target_ModelThreads extends NativePeer {
    @MJI
    public static int threads____I(MJIEnv env, int type) {
        return Judge.model().threads();
    }

    @MJI
    public static int begin_____3J(MJIEnv env, int type) {
        long[] initial = Judge.model().initial();
        long[] shared = Arrays.copyOf(initial, initial.length + 1);
        shared[initial.length] = Judge.model().threads();
        return env.newLongArray(shared);
    }

    @MJI
    public static void begun___3J__V(MJIEnv env, int type, int stateRef) {
        int last = env.getArrayLength(stateRef) - 1;
        env.setLongArrayElement(stateRef, last, env.getLongArrayElement(stateRef, last) - 1);
    }

    /** Where there is but one step, there is nothing to choose, and Java PathFinder has a state less to keep. */
    @MJI
    public static void step__I_3J__V(MJIEnv env, int type, int lane, int stateRef) {
        SteppedModel model = Judge.model();
        long[] shared = env.getLongArrayObject(stateRef);
        long[] state = Arrays.copyOf(shared, shared.length - 1);
        if (shared[state.length] > 0) {
            return;
        }
        int possible = model.possible(lane, state);
        int choice = 0;
        if (env.getThreadInfo().isFirstStepInsn() && possible > 1) {
            choice = env.getSystemState()
                    .getCurrentChoiceGenerator("step", IntChoiceGenerator.class)
                    .getNextChoice();
        } else if (model.decides(state)) {
            env.throwException("java.lang.AssertionError", "the initial state decides");
            return;
        } else if (possible > 1) {
            env.getSystemState().setNextChoiceGenerator(new IntIntervalGenerator("step", 0, possible - 1));
            env.repeatInvocation();
            return;
        }
        if (choice < possible) {
            take(env, lane, choice, stateRef, state);
        }
    }

    private static void take(MJIEnv env, int lane, int choice, int stateRef, long[] state) {
        SteppedModel model = Judge.model();
        model.take(lane, choice, state);
        Judge.watch().took(lane, choice);
        for (int i = 0; i < state.length; i++) {
            env.setLongArrayElement(stateRef, i, state[i]);
        }
        if (model.decides(state)) {
            env.throwException("java.lang.AssertionError", "decided");
        }
    }
}
