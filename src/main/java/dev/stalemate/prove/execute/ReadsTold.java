package dev.stalemate.prove.execute;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.InsnNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.TypeInsnNode;
import org.objectweb.asm.tree.VarInsnNode;

/** Changes code so that it tells {@link Reads} which arrays of longs, and which settings, it reads. */
final class ReadsTold {
    private static final String READS = "dev/stalemate/prove/execute/Reads";
    private static final String OWN = "dev/stalemate/";
    private static final String LONGS = "[J";
    /** What an array can be given as, besides its own type. */
    private static final Set<String> OF_ARRAYS =
            Set.of("java/lang/Object", "java/lang/Cloneable", "java/io/Serializable");
    /** Where a lambda's factory is told the types that the lambda is used with. */
    private static final int INSTANTIATED = 2;
    /** What no model is built of, or what reads states all the time. */
    private static final List<String> SILENT = List.of(
            "dev/stalemate/prove/",
            "dev/stalemate/search/",
            "dev/stalemate/model/Field",
            "dev/stalemate/model/LongField",
            "dev/stalemate/model/IntField",
            "dev/stalemate/model/StateKey");

    private ReadsTold() {}

    /** Changes all methods of a class. */
    static void in(ClassNode type) {
        if (SILENT.stream().anyMatch(type.name::startsWith)) {
            return;
        }
        for (MethodNode method : type.methods) {
            for (AbstractInsnNode each : method.instructions.toArray()) {
                change(method, each);
            }
            if (type.name.equals("dev/stalemate/model/Values")
                    && method.desc.startsWith("(Ldev/stalemate/model/Setting;)")) {
                InsnList told = new InsnList();
                told.add(new VarInsnNode(Opcodes.ALOAD, 0));
                told.add(new VarInsnNode(Opcodes.ALOAD, 1));
                told.add(call("setting", "(Ljava/lang/Object;Ljava/lang/Object;)V"));
                method.instructions.insert(told);
            }
        }
    }

    private static MethodInsnNode call(String name, String descriptor) {
        return new MethodInsnNode(Opcodes.INVOKESTATIC, READS, name, descriptor, false);
    }

    private static void change(MethodNode method, AbstractInsnNode each) {
        if (each.getOpcode() == Opcodes.LALOAD) {
            method.instructions.set(each, call("load", "([JI)J"));
        } else if (each instanceof MethodInsnNode call && !call.owner.startsWith(OWN) && mayRead(call)) {
            tellArguments(method, call);
        } else if (each instanceof InvokeDynamicInsnNode made && handsOn(made)) {
            method.instructions.insertBefore(made, call("unknown", "()V"));
        }
    }

    /** Whether a library's method may read an array that it is given. */
    private static boolean mayRead(MethodInsnNode call) {
        return call.owner.equals(LONGS) || takesArray(call.desc);
    }

    private static boolean takesArray(String descriptor) {
        return Arrays.stream(Type.getArgumentTypes(descriptor)).anyMatch(ReadsTold::mayBeArray);
    }

    /** Whether a value of a type may be an array of longs, or an array that holds one. */
    private static boolean mayBeArray(Type type) {
        Type element = type.getSort() == Type.ARRAY ? type.getElementType() : type;
        return type.getDescriptor().endsWith(LONGS) || OF_ARRAYS.contains(element.getInternalName());
    }

    /** Whether a lambda is a library's method that may read an array: one that it is made with, or is given later. */
    private static boolean handsOn(InvokeDynamicInsnNode made) {
        return made.bsmArgs.length > INSTANTIATED
                && made.bsmArgs[1] instanceof Handle handle
                && made.bsmArgs[INSTANTIATED] instanceof Type instantiated
                && !handle.getOwner().startsWith(OWN)
                && (handle.getOwner().equals(LONGS)
                        || (takesArray(handle.getDesc())
                                && (takesArray(made.desc) || takesArray(instantiated.getDescriptor()))));
    }

    /** Puts all arguments aside, and back again, each that may be such an array by way of {@link Reads}. */
    private static void tellArguments(MethodNode method, MethodInsnNode call) {
        Type[] types = Type.getArgumentTypes(call.desc);
        InsnList aside = new InsnList();
        InsnList back = new InsnList();
        int local = method.maxLocals;
        for (int i = types.length - 1; i >= 0; i--) {
            aside.add(new VarInsnNode(types[i].getOpcode(Opcodes.ISTORE), local));
            InsnList one = new InsnList();
            one.add(new VarInsnNode(types[i].getOpcode(Opcodes.ILOAD), local));
            tell(types[i], one);
            back.insert(one);
            local += types[i].getSize();
        }
        if (call.owner.equals(LONGS)) {
            aside.add(new InsnNode(Opcodes.DUP));
            aside.add(call("given", "(Ljava/lang/Object;)Ljava/lang/Object;"));
            aside.add(new InsnNode(Opcodes.POP));
        }
        aside.add(back);
        method.instructions.insertBefore(call, aside);
        method.maxLocals = local;
        method.maxStack += 2;
    }

    private static void tell(Type type, InsnList after) {
        if (mayBeArray(type)) {
            after.add(call("given", "(Ljava/lang/Object;)Ljava/lang/Object;"));
            after.add(new TypeInsnNode(Opcodes.CHECKCAST, type.getInternalName()));
        }
    }
}
