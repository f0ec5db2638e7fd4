package dev.stalemate.prove.execute;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.JumpInsnNode;
import org.objectweb.asm.tree.LabelNode;
import org.objectweb.asm.tree.LineNumberNode;
import org.objectweb.asm.tree.LookupSwitchInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.TableSwitchInsnNode;
import org.objectweb.asm.tree.TryCatchBlockNode;
import org.objectweb.asm.tree.TypeInsnNode;

/** A method's instructions, as they are executed: numbered from 0, with the lines that they stand in and the places where ways meet. */
final class MethodCode {
    /** The class that has the method, with slashes. */
    final String owner;

    final String source;
    final String name;
    final String descriptor;
    final boolean isStatic;
    final boolean isPrivate;
    final int maxLocals;
    final int maxStack;
    final Type[] parameters;
    final Type result;
    final AbstractInsnNode[] instructions;
    /** By instruction: see {@link PostDominators}. */
    final int[] meetings;

    private final IdentityHashMap<LabelNode, Integer> labels = new IdentityHashMap<>();
    private final int[] lines;
    private final boolean[] guarded;

    MethodCode(String owner, String source, MethodNode method) {
        this(owner, source, method, PostDominators::of);
    }

    /** How the places are found where ways meet. */
    interface Meetings {
        int[] of(int[][] successors);
    }

    MethodCode(String owner, String source, MethodNode method, Meetings meetings) {
        this.owner = owner;
        this.source = source;
        this.name = method.name;
        this.descriptor = method.desc;
        this.isStatic = (method.access & Opcodes.ACC_STATIC) != 0;
        this.isPrivate = (method.access & Opcodes.ACC_PRIVATE) != 0;
        this.maxLocals = method.maxLocals;
        this.maxStack = method.maxStack;
        this.parameters = Type.getArgumentTypes(method.desc);
        this.result = Type.getReturnType(method.desc);
        List<AbstractInsnNode> all = new ArrayList<>();
        List<Integer> lineOf = new ArrayList<>();
        int line = 0;
        for (AbstractInsnNode node : method.instructions) {
            if (node instanceof LabelNode label) {
                labels.put(label, all.size());
            } else if (node instanceof LineNumberNode number) {
                line = number.line;
            } else if (node.getOpcode() >= 0) {
                all.add(node);
                lineOf.add(line);
            }
        }
        instructions = all.toArray(AbstractInsnNode[]::new);
        lines = lineOf.stream().mapToInt(Integer::intValue).toArray();
        guarded = guarded(method.tryCatchBlocks);
        int[][] successors = new int[instructions.length][];
        for (int i = 0; i < successors.length; i++) {
            successors[i] = successors(i);
        }
        this.meetings = meetings.of(successors);
    }

    private boolean[] guarded(List<TryCatchBlockNode> blocks) {
        boolean[] in = new boolean[instructions.length];
        for (TryCatchBlockNode block : blocks) {
            for (int i = at(block.start); i < at(block.end); i++) {
                in[i] = true;
            }
        }
        return in;
    }

    /** The instruction that follows a label. */
    int at(LabelNode label) {
        Integer at = labels.get(label);
        if (at == null) {
            throw new IllegalStateException("a label that is nowhere in " + name);
        }
        return at;
    }

    private int[] successors(int i) {
        AbstractInsnNode node = instructions[i];
        if (node instanceof JumpInsnNode jump) {
            return jump.getOpcode() == Opcodes.GOTO ? new int[] {at(jump.label)} : new int[] {i + 1, at(jump.label)};
        } else if (node instanceof TableSwitchInsnNode table) {
            return targets(table.labels, table.dflt);
        } else if (node instanceof LookupSwitchInsnNode lookup) {
            return targets(lookup.labels, lookup.dflt);
        }
        int opcode = node.getOpcode();
        if (opcode >= Opcodes.IRETURN && opcode <= Opcodes.RETURN) {
            return new int[] {PostDominators.END};
        }
        return opcode == Opcodes.ATHROW ? new int[0] : new int[] {i + 1};
    }

    private int[] targets(List<LabelNode> labelsOf, LabelNode otherwise) {
        int[] targets = new int[labelsOf.size() + 1];
        for (int k = 0; k < labelsOf.size(); k++) {
            targets[k] = at(labelsOf.get(k));
        }
        targets[labelsOf.size()] = at(otherwise);
        return targets;
    }

    /** Whether every way from an instruction ends with an exception, or never. */
    boolean isDoomed(int i) {
        return meetings[i] == PostDominators.NEVER;
    }

    /** What a way that is doomed throws, as far as its next instructions say it. */
    String thrown(int i) {
        for (int k = i; k < Math.min(i + 4, instructions.length); k++) {
            if (instructions[k] instanceof TypeInsnNode type && type.getOpcode() == Opcodes.NEW) {
                return type.desc.substring(type.desc.lastIndexOf('/') + 1);
            }
        }
        return "an exception";
    }

    /** Whether an exception that is thrown there may be caught in this method. */
    boolean isGuarded(int i) {
        return i >= 0 && i < guarded.length && guarded[i];
    }

    /** The file, line and method of an instruction. */
    String place(int i) {
        int at = Math.max(0, Math.min(i, lines.length - 1));
        return source + ":" + (lines.length == 0 ? 0 : lines[at]) + " (" + name + ")";
    }
}
