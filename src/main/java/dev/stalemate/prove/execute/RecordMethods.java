package dev.stalemate.prove.execute;

import dev.stalemate.prove.execute.Invocations.Invocation;
import dev.stalemate.prove.execute.World.HeapCell;
import dev.stalemate.prove.term.Term;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;

/** What records have without writing it: {@code equals} by their components, and a text. */
final class RecordMethods {
    private final Parts parts;
    private final Invocations invocations;

    RecordMethods(Parts parts, Invocations invocations) {
        this.parts = parts;
        this.invocations = invocations;
    }

    /** What such a method returns. */
    @Nullable
    Value call(Frame f, World world, InvokeDynamicInsnNode node, List<Value> values) {
        return switch (node.name) {
            case "toString" -> new Ref.Unknown(String.class);
            case "equals" -> equal(f, world, node, (Ref) values.get(0), (Ref) values.get(1));
            default -> throw new RefusedException("a record's " + node.name + " is no term", f.place());
        };
    }

    private Value equal(Frame f, World world, InvokeDynamicInsnNode node, Ref one, Ref others) {
        Class<?> type = parts.files().of((Type) node.bsmArgs[0]);
        List<Field> fields = new ArrayList<>();
        for (int i = 2; i < node.bsmArgs.length; i++) {
            Handle getter = (Handle) node.bsmArgs[i];
            fields.add(parts.files().field(getter.getOwner(), getter.getName(), getter.getDesc()));
        }
        return Word.of(others.where(other -> {
            if (other == Ref.NULL || Places.classOf(f, other) != type) {
                return Term.FALSE;
            }
            Term all = Term.TRUE;
            for (Field field : fields) {
                Value a = parts.stores().read(world, new HeapCell(Stores.owner(one), field));
                Value b = parts.stores().read(world, new HeapCell(Stores.owner(other), field));
                all = all.and(equal(f, world, a, b));
            }
            return all;
        }));
    }

    /** Where two values are equal, by their own {@code equals} if they are objects. */
    private Term equal(Frame f, World world, Value a, Value b) {
        if (a instanceof Word one && b instanceof Word other) {
            return one.term().eq(other.term());
        }
        Invocation call = new Invocation(
                Opcodes.INVOKESTATIC,
                "java/util/Objects",
                "equals",
                "(Ljava/lang/Object;Ljava/lang/Object;)Z",
                List.of(a, b));
        if (invocations.call(f, world, call) instanceof Word word) {
            return word.isTrue();
        }
        throw new RefusedException("whether objects are equal is no term", f.place());
    }
}
