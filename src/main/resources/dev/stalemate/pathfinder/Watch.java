package dev.stalemate.pathfinder.agent;

import dev.stalemate.pathfinder.SteppedModel;
import gov.nasa.jpf.Error;
import gov.nasa.jpf.ListenerAdapter;
import gov.nasa.jpf.jvm.bytecode.JVMStaticFieldInstruction;
import gov.nasa.jpf.search.Search;
import gov.nasa.jpf.vm.ClassInfo;
import gov.nasa.jpf.vm.ElementInfo;
import gov.nasa.jpf.vm.Instruction;
import gov.nasa.jpf.vm.MethodInfo;
import gov.nasa.jpf.vm.StackFrame;
import gov.nasa.jpf.vm.ThreadInfo;
import gov.nasa.jpf.vm.VM;
import gov.nasa.jpf.vm.bytecode.FieldInstruction;
import gov.nasa.jpf.vm.bytecode.ReturnInstruction;
import java.util.ArrayList;
import java.util.List;

/**
 * Notes what the report doesn't say: that the search was completed, the choices that led to an error, threads that end in the middle of a
 * method, as they do at a call that Java PathFinder can't resolve, and states from which no run comes to an end.
 *
 * <p>It also tells Java PathFinder that whatever code makes is shared. By itself, that learns it only when a second thread has come to an
 * object, and does not interrupt a thread at accesses before that.
 */
final class Watch extends ListenerAdapter {
    private static final int MOST_NOTES = 20;
    private static final String CODE = "dev.stalemate.";

    private final SteppedModel model;
    private final Ends reached;
    private final List<String> notes = new ArrayList<>();
    private final List<String> run = new ArrayList<>();
    /** What code did on the path so far, and how much of it there was at each depth. */
    private final List<String> events = new ArrayList<>();

    private final List<Integer> atDepth = new ArrayList<>(List.of(0));
    private boolean finished;
    private boolean violated;
    private volatile long stored;
    private long ends;
    private final long start = System.nanoTime();

    /** A question about a model, or about code if that is null. A model's run may end anywhere. */
    Watch(SteppedModel model) {
        this.model = model;
        this.reached = model == null ? new Ends() : null;
    }

    @Override
    public void objectCreated(VM vm, ThreadInfo thread, ElementInfo made) {
        MethodInfo maker = thread.getTopFrameMethodInfo();
        if (model == null && maker != null && isCode(maker)) {
            made.setShared(thread, true);
        }
    }

    @Override
    public void executeInstruction(VM vm, ThreadInfo thread, Instruction next) {
        if (model == null && next instanceof JVMStaticFieldInstruction access && isCode(next.getMethodInfo())) {
            ClassInfo owner = access.getFieldInfo().getClassInfo();
            ElementInfo fields = owner.getStaticElementInfo();
            if (fields != null && !fields.isShared()) {
                owner.getModifiableStaticElementInfo().setShared(thread, true);
            }
        }
    }

    @Override
    public void instructionExecuted(VM vm, ThreadInfo thread, Instruction next, Instruction executed) {
        if (next == null
                && !(executed instanceof ReturnInstruction)
                && thread.getPendingException() == null
                && !thread.isTerminated()
                && notes.size() < MOST_NOTES) {
            notes.add("lost " + oneLine(executed.getFileLocation() + " " + executed));
        }
        // The first time, an access may only have made a choice of threads.
        if (next != executed && executed instanceof FieldInstruction access && isCode(executed.getMethodInfo())) {
            events.add((access.isRead() ? "read " : "write ") + thread.getName());
        }
    }

    /** Code says what it is about to do before it does it. */
    @Override
    public void methodEntered(VM vm, ThreadInfo thread, MethodInfo method) {
        if (method.getName().equals("at") && method.getNumberOfArguments() == 3 && isCode(method)) {
            StackFrame frame = thread.getTopFrame();
            String label = vm.getHeap().get(frame.getLocalVariable(0)).asString();
            String access = vm.getHeap().get(frame.getLocalVariable(2)).getStringField("name");
            events.add("at " + thread.getName() + " " + access + " " + label);
        }
    }

    /** A thread of a model took one of the steps that it could take. */
    void took(int lane, int choice) {
        events.add("step " + lane + " " + choice);
    }

    private static boolean isCode(MethodInfo method) {
        return method.getClassInfo() != null && method.getClassInfo().getName().startsWith(CODE);
    }

    @Override
    public void stateAdvanced(Search search) {
        if (search.isNewState()) {
            stored++;
        }
        boolean ended = search.isEndState();
        if (ended) {
            ends++;
        }
        if (reached != null) {
            reached.advanced(
                    search.getDepth(),
                    search.getStateId(),
                    ended && !search.getVM().isDeadlocked());
        }
        cut(atDepth, search.getDepth());
        atDepth.add(events.size());
    }

    @Override
    public void stateBacktracked(Search search) {
        cut(atDepth, search.getDepth() + 1);
        cut(events, atDepth.get(atDepth.size() - 1));
    }

    private static void cut(List<?> list, int size) {
        list.subList(Math.min(size, list.size()), list.size()).clear();
    }

    @Override
    public void propertyViolated(Search search) {
        if (violated) {
            return;
        }
        violated = true;
        events.forEach(event -> run.add("event " + event));
    }

    @Override
    public void searchConstraintHit(Search search) {
        notes.add("bound " + oneLine(String.valueOf(search.getLastSearchConstraint())));
    }

    @Override
    public void searchFinished(Search search) {
        for (Error error : search.getErrors()) {
            notes.add("error " + error.getProperty().getClass().getName() + " " + oneLine(error.getDetails()));
        }
        finished = true;
    }

    /** How far it is: states stored, and states of the model among them. */
    String progress() {
        return "stored " + stored + " " + (model == null ? 0 : model.states());
    }

    /** The results, one on each line; without the last line they are incomplete, and must not be used. */
    List<String> result() {
        List<String> lines = new ArrayList<>(notes);
        lines.addAll(run);
        lines.add("states " + stored);
        lines.add("ends " + ends);
        if (model != null) {
            lines.add("model-states " + model.states());
            lines.add("premise-held " + model.premiseHeld());
            model.neverTaken().forEach(label -> lines.add("never " + label));
        } else if (finished && !violated) {
            lines.add("endless " + reached.without());
        }
        if (finished) {
            lines.add("finished");
        }
        return lines;
    }

    private static String oneLine(String text) {
        String line = text.replaceAll("[^ -~]+", " ").trim();
        return line.length() > 500 ? line.substring(0, 500) : line;
    }
}
