package dev.stalemate.prove.execute;

import dev.stalemate.prove.term.Term;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.JumpInsnNode;
import org.objectweb.asm.tree.LookupSwitchInsnNode;
import org.objectweb.asm.tree.TableSwitchInsnNode;

/**
 * Executes methods instruction by instruction, each with values that are terms. Where a branch depends on what is not known, both ways are
 * gone, each in a world of its own, until they must meet; there all that differs becomes one if-then-else.
 */
final class Interpreter {
    /** A loop that no constant ends is gone so often; whether it may go on is a fault, and so must be proved impossible. */
    private static final int MOST_PARTED = 256;

    private static final int MOST_CALLS = 200;
    private static final int MOST_STEPS = 20_000_000;

    private final Parts parts;
    private final Operations operations;
    private final Places places;
    private final Invocations invocations;
    private int steps;
    private int calls;

    /** One way of several. The last of them is taken where no other is. */
    private record Way(Term condition, int target) {}

    Interpreter(Parts parts) {
        this.parts = parts;
        this.operations = new Operations(parts.arithmetic(), parts.small(), parts.files());
        this.places = new Places(parts);
        this.invocations = new Invocations(parts, this);
    }

    /** What code has thrown so far. */
    FaultLog faults() {
        return parts.faults();
    }

    /** What calls things by their names. */
    Invocations invocations() {
        return invocations;
    }

    /**
     * Executes a method.
     *
     * @param arguments its receiver first, if it has one
     * @return what it returns, {@link Ref#NULL} for nothing; null if it always throws an exception
     */
    @Nullable
    Value run(MethodCode code, List<Value> arguments, World world, @Nullable Frame caller) {
        if (++calls > MOST_CALLS) {
            throw new RefusedException("calls are nested too deeply", caller == null ? "" : caller.place());
        }
        CallPath path =
                caller == null || caller.path == null ? parts.calls().to(0, code) : caller.path.to(caller.next, code);
        Frame f = new Frame(code, caller, path);
        int local = 0;
        for (Value argument : arguments) {
            f.local(local, argument);
            local += argument instanceof Word word && word.isLong() ? 2 : 1;
        }
        go(f, world, PostDominators.END);
        calls--;
        if (f.dead) {
            return null;
        }
        return f.result == null ? Ref.NULL : f.result;
    }

    /** Goes on until an instruction is next, or the end. */
    private void go(Frame f, World world, int stop) {
        while (!f.dead && f.next != stop) {
            if (f.next == PostDominators.END) {
                throw new IllegalStateException(f.code.name + " returns before its ways have met");
            }
            step(f, world);
        }
    }

    private void step(Frame f, World world) {
        if (++steps > MOST_STEPS) {
            throw new RefusedException("too many instructions are executed", f.place());
        }
        if (f.code.isDoomed(f.next)) {
            faults().add(world, Term.TRUE, f.code.thrown(f.next), f);
            f.dead = true;
            return;
        }
        AbstractInsnNode node = f.code.instructions[f.next];
        if (control(f, world, node)) {
            return;
        }
        if (!operations.run(f, world, node) && !places.run(f, world, node) && !invocations.run(f, world, node)) {
            throw new RefusedException("instruction " + node.getOpcode() + " is no term", f.place());
        }
        f.next++;
    }

    /** Executes an instruction that says what is next; false if it does not. */
    private boolean control(Frame f, World world, AbstractInsnNode node) {
        int opcode = node.getOpcode();
        if (node instanceof JumpInsnNode jump) {
            int target = f.code.at(jump.label);
            if (opcode == Opcodes.GOTO) {
                f.next = target;
            } else {
                branch(f, world, condition(f, opcode), target);
            }
        } else if (node instanceof TableSwitchInsnNode table) {
            int[] keys = new int[table.labels.size()];
            for (int i = 0; i < keys.length; i++) {
                keys[i] = table.min + i;
            }
            choose(f, world, keys, table.labels.stream().mapToInt(f.code::at).toArray(), f.code.at(table.dflt));
        } else if (node instanceof LookupSwitchInsnNode lookup) {
            int[] keys = lookup.keys.stream().mapToInt(Integer::intValue).toArray();
            choose(f, world, keys, lookup.labels.stream().mapToInt(f.code::at).toArray(), f.code.at(lookup.dflt));
        } else if (opcode == Opcodes.LCMP
                && f.code.instructions[f.next + 1] instanceof JumpInsnNode jump
                && jump.getOpcode() <= Opcodes.IFLE) {
            Term b = f.popTerm();
            Term a = f.popTerm();
            CallPath.met(f, a, b);
            Term holds = parts.arithmetic().holds(jump.getOpcode(), a, b);
            f.next++;
            branch(f, world, holds, f.code.at(jump.label));
        } else if (opcode >= Opcodes.IRETURN && opcode <= Opcodes.ARETURN) {
            f.result = f.pop();
            f.next = PostDominators.END;
        } else if (opcode == Opcodes.RETURN) {
            f.result = Ref.NULL;
            f.next = PostDominators.END;
        } else {
            return false;
        }
        return true;
    }

    private Term condition(Frame f, int opcode) {
        return switch (opcode) {
            case Opcodes.IFNULL -> f.popRef().is(Ref.NULL);
            case Opcodes.IFNONNULL -> f.popRef().is(Ref.NULL).not();
            case Opcodes.IF_ACMPEQ, Opcodes.IF_ACMPNE -> {
                Term same = places.same(f.popRef(), f.popRef(), f);
                yield opcode == Opcodes.IF_ACMPEQ ? same : same.not();
            }
            default -> {
                boolean two = opcode >= Opcodes.IF_ICMPEQ;
                Term b = two ? f.popTerm() : Term.constant(Integer.SIZE, 0);
                Term a = f.popTerm();
                CallPath.met(f, a, b);
                yield parts.arithmetic().holds(opcode, a, b);
            }
        };
    }

    private void branch(Frame f, World world, Term condition, int target) {
        part(f, world, List.of(new Way(condition, target), new Way(Term.TRUE, f.next + 1)), 0, f.code.meetings[f.next]);
    }

    /** A switch: what goes to the same place is one way. */
    private void choose(Frame f, World world, int[] keys, int[] targets, int otherwise) {
        Term key = f.popTerm();
        Map<Integer, Term> where = new LinkedHashMap<>();
        for (int i = 0; i < keys.length; i++) {
            if (targets[i] != otherwise) {
                CallPath.met(f, key, Term.constant(Integer.SIZE, keys[i]));
                where.merge(targets[i], parts.arithmetic().arm(key, keys[i]), Term::or);
            }
        }
        List<Way> ways = new ArrayList<>();
        where.forEach((target, condition) -> ways.add(new Way(condition, target)));
        ways.add(new Way(Term.TRUE, otherwise));
        part(f, world, ways, 0, f.code.meetings[f.next]);
    }

    /**
     * Takes the first way whose condition holds, or several, each on its own, until they meet.
     *
     * @param first the first of the ways that is still possible
     * @param stop where they meet
     */
    private void part(Frame f, World world, List<Way> ways, int first, int stop) {
        int last = ways.size() - 1;
        for (int k = first; k < last; k++) {
            Term condition = world.decide(parts.small().of(ways.get(k).condition));
            int target = ways.get(k).target;
            boolean doomed = f.code.isDoomed(target);
            if (condition == Term.TRUE) {
                f.next = target;
                return;
            } else if (condition != Term.FALSE && doomed) {
                faults().add(world, condition, f.code.thrown(target), f);
                world.assume(condition.not());
            } else if (condition != Term.FALSE && isDoomed(f, ways, k + 1)) {
                faults().add(world, condition.not(), f.code.thrown(ways.get(last).target), f);
                world.assume(condition);
                f.next = target;
                return;
            } else if (condition != Term.FALSE) {
                fork(f, world, ways, k, condition, stop);
                return;
            }
        }
        f.next = ways.get(last).target;
    }

    private static boolean isDoomed(Frame f, List<Way> ways, int from) {
        return from == ways.size() - 1 && f.code.isDoomed(ways.get(from).target);
    }

    private void fork(Frame f, World world, List<Way> ways, int k, Term condition, int stop) {
        if (f.parted >= MOST_PARTED) {
            faults().add(world, Term.TRUE, "a loop goes on for more than " + MOST_PARTED + " rounds", f);
            f.dead = true;
            return;
        }
        f.parted++;
        Frame then = f.fork();
        Frame otherwise = f.fork();
        f.parted--;
        World thenWorld = world.where(condition);
        World otherWorld = world.where(condition.not());
        then.next = ways.get(k).target;
        go(then, thenWorld, stop);
        part(otherwise, otherWorld, ways, k + 1, stop);
        go(otherwise, otherWorld, stop);
        if (then.dead && otherwise.dead) {
            f.dead = true;
        } else if (then.dead) {
            f.adopt(otherwise);
            world.adopt(otherWorld);
        } else if (otherwise.dead) {
            f.adopt(then);
            world.adopt(thenWorld);
        } else {
            f.meet(
                    (a, b) -> a == null || b == null || a == b
                            ? parts.merge().value(condition, a, b)
                            : parts.merge().value(condition, thenWorld.known(a), otherWorld.known(b)),
                    then,
                    otherwise);
            parts.merge().worlds(condition, world, thenWorld, otherWorld, parts.stores()::otherwise);
        }
    }
}
