package dev.stalemate.prove.execute;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Set;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.IincInsnNode;
import org.objectweb.asm.tree.IntInsnNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.JumpInsnNode;
import org.objectweb.asm.tree.LdcInsnNode;
import org.objectweb.asm.tree.LookupSwitchInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MultiANewArrayInsnNode;
import org.objectweb.asm.tree.TableSwitchInsnNode;
import org.objectweb.asm.tree.TypeInsnNode;
import org.objectweb.asm.tree.VarInsnNode;

/** A fingerprint of the code of methods: that it is the same means that what was proved of the code is still true. */
public final class CodePrint {
    private static final String INITIALIZER = "<clinit>";
    private static final int SHOWN = 16;

    private final ClassFiles files = new ClassFiles(CodePrint.class.getClassLoader(), PostDominators::of);
    private final Set<Name> seen = new LinkedHashSet<>();
    private final Deque<Name> open = new ArrayDeque<>();
    private final Hasher hasher = Hashing.sha256().newHasher();

    /** A method of ours. */
    private record Name(String owner, String name, String descriptor) {}

    private CodePrint() {}

    /**
     * Of all methods of a name that a class has, of all of our methods that they call by a class's name, and of what makes the constants of those
     * classes. What is called by the name of an interface is not among it.
     *
     * @return some hexadecimal digits
     */
    public static String of(Class<?> owner, String method) {
        CodePrint print = new CodePrint();
        String name = owner.getName().replace('.', '/');
        print.files.methods(owner, method).forEach(descriptor -> print.add(new Name(name, method, descriptor)));
        while (!print.open.isEmpty()) {
            print.read(print.open.remove());
        }
        return print.hasher.hash().toString().substring(0, SHOWN);
    }

    private void add(Name method) {
        if (ClassFiles.isOwn(method.owner) && seen.add(method)) {
            open.add(method);
            add(new Name(method.owner, INITIALIZER, "()V"));
        }
    }

    private void read(Name method) {
        Class<?> owner = files.named(method.owner);
        if (owner.isInterface() || files.declaring(owner, method.name, method.descriptor) == null) {
            return;
        }
        MethodCode code = files.special(method.owner, method.name, method.descriptor);
        put(method.toString());
        for (AbstractInsnNode node : code.instructions) {
            put(node.getOpcode() + " " + operands(code, node));
        }
    }

    private void put(String text) {
        hasher.putString(text, StandardCharsets.UTF_8).putByte((byte) '\n');
    }

    private String operands(MethodCode code, AbstractInsnNode node) {
        if (node instanceof MethodInsnNode call) {
            add(new Name(call.owner, call.name, call.desc));
            return call.owner + "." + call.name + call.desc;
        } else if (node instanceof InvokeDynamicInsnNode dynamic) {
            return dynamic(dynamic);
        } else if (node instanceof FieldInsnNode field) {
            if (field.getOpcode() == Opcodes.GETSTATIC) {
                add(new Name(field.owner, INITIALIZER, "()V"));
            }
            return field.owner + "." + field.name;
        } else if (node instanceof JumpInsnNode jump) {
            return String.valueOf(code.at(jump.label));
        } else if (node instanceof TableSwitchInsnNode table) {
            return table.min + " " + code.at(table.dflt) + " "
                    + table.labels.stream().map(code::at).toList();
        } else if (node instanceof LookupSwitchInsnNode lookup) {
            return lookup.keys + " " + code.at(lookup.dflt) + " "
                    + lookup.labels.stream().map(code::at).toList();
        }
        return constant(node);
    }

    private String dynamic(InvokeDynamicInsnNode dynamic) {
        StringBuilder text = new StringBuilder(dynamic.name + dynamic.desc);
        for (Object argument : dynamic.bsmArgs) {
            text.append(' ').append(argument);
            if (argument instanceof Handle handle) {
                add(new Name(handle.getOwner(), handle.getName(), handle.getDesc()));
            }
        }
        return text.toString();
    }

    private static String constant(AbstractInsnNode node) {
        if (node instanceof LdcInsnNode constant) {
            return constant.cst.getClass().getSimpleName() + constant.cst;
        } else if (node instanceof IntInsnNode number) {
            return String.valueOf(number.operand);
        } else if (node instanceof IincInsnNode more) {
            return more.var + " " + more.incr;
        } else if (node instanceof VarInsnNode variable) {
            return String.valueOf(variable.var);
        } else if (node instanceof TypeInsnNode type) {
            return type.desc;
        } else if (node instanceof MultiANewArrayInsnNode array) {
            return array.desc + array.dims;
        }
        return "";
    }
}
