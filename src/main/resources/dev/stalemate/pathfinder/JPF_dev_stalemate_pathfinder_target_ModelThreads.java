package dev.stalemate.pathfinder.agent;

import dev.stalemate.pathfinder.SteppedModel;
import gov.nasa.jpf.annotation.MJI;
import gov.nasa.jpf.vm.IntChoiceGenerator;
import gov.nasa.jpf.vm.MJIEnv;
import gov.nasa.jpf.vm.NativePeer;
import gov.nasa.jpf.vm.choice.IntIntervalGenerator;

/** The native methods of {@code ModelThreads}: they ask the model, which is outside Java PathFinder's virtual machine. */
public final class JPF_dev_stalemate_pathfinder_target_ModelThreads extends NativePeer {
    @MJI
    public static int threads____I(MJIEnv env, int type) {
        return Judge.model().threads();
    }

    @MJI
    public static int begin_____3J(MJIEnv env, int type) {
        return env.newLongArray(Judge.model().initial());
    }

    /**
     * The first thread has one choice more than there are steps: to end the run. Where there is but one, there is nothing to choose, and
     * Java PathFinder has a state less to keep.
     */
    @MJI
    public static boolean step__I_3J__Z(MJIEnv env, int type, int lane, int stateRef) {
        SteppedModel model = Judge.model();
        long[] state = env.getLongArrayObject(stateRef).clone();
        int possible = model.possible(lane, state);
        int most = possible - (lane == 0 ? 0 : 1);
        int choice = 0;
        if (env.getThreadInfo().isFirstStepInsn() && most > 0) {
            choice = env.getSystemState()
                    .getCurrentChoiceGenerator("step", IntChoiceGenerator.class)
                    .getNextChoice();
        } else if (model.decides(state)) {
            env.throwException("java.lang.AssertionError", "the initial state decides");
            return true;
        } else if (most > 0) {
            env.getSystemState().setNextChoiceGenerator(new IntIntervalGenerator("step", 0, most));
            env.repeatInvocation();
            return true;
        }
        return choice < possible ? take(env, lane, choice, stateRef, state) : lane != 0;
    }

    @MJI
    public static void end____V(MJIEnv env, int type) {
        env.getVM().terminateProcess(env.getThreadInfo());
    }

    private static boolean take(MJIEnv env, int lane, int choice, int stateRef, long[] state) {
        SteppedModel model = Judge.model();
        model.take(lane, choice, state);
        Judge.watch().took(lane, choice);
        for (int i = 0; i < state.length; i++) {
            env.setLongArrayElement(stateRef, i, state[i]);
        }
        if (model.decides(state)) {
            env.throwException("java.lang.AssertionError", "decided");
        }
        return true;
    }
}
