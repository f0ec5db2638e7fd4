package dev.stalemate.prove.execute;

import dev.stalemate.prove.execute.World.HeapCell;
import dev.stalemate.prove.term.Term;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.IntInsnNode;
import org.objectweb.asm.tree.MultiANewArrayInsnNode;
import org.objectweb.asm.tree.TypeInsnNode;

/** The instructions that get at objects and arrays, make them, and ask what they are. */
final class Places {
    private static final Class<?>[] PRIMITIVES = {
        boolean[].class,
        char[].class,
        float[].class,
        double[].class,
        byte[].class,
        short[].class,
        int[].class,
        long[].class
    };

    private final Parts parts;
    private final Stores stores;

    Places(Parts parts) {
        this.parts = parts;
        this.stores = parts.stores();
    }

    /** Executes an instruction; false if it is none of these. */
    boolean run(Frame f, World world, AbstractInsnNode node) {
        int opcode = node.getOpcode();
        if (node instanceof FieldInsnNode field) {
            field(f, world, field, opcode);
        } else if (node instanceof TypeInsnNode type) {
            type(f, world, type.desc, opcode);
        } else if (node instanceof MultiANewArrayInsnNode) {
            return false;
        } else if (opcode == Opcodes.NEWARRAY) {
            f.push(stores.make(world, PRIMITIVES[((IntInsnNode) node).operand - Opcodes.T_BOOLEAN], size(f)));
        } else if (opcode == Opcodes.ARRAYLENGTH) {
            Map<Ref, Term> arrays = live(f, world, f.popRef(), "the length of an array");
            f.push(only(f, rebuilt(f, arrays, array -> Word.of(Stores.length(array, f)))));
        } else if (opcode >= Opcodes.IALOAD && opcode <= Opcodes.SALOAD) {
            load(f, world);
        } else if (opcode >= Opcodes.IASTORE && opcode <= Opcodes.SASTORE) {
            store(f, world, opcode);
        } else {
            return false;
        }
        return true;
    }

    private int size(Frame f) {
        Word size = f.popWord();
        if (!size.isConstant()) {
            throw new RefusedException("an array's length is not known", f.place());
        }
        return size.asInt();
    }

    /**
     * What a reference may be on this way, each with the condition. That it is null is a fault.
     *
     * @param use what is done with it
     */
    Map<Ref, Term> live(Frame f, World world, Ref ref, String use) {
        Map<Ref, Term> all = new LinkedHashMap<>();
        ref.alternatives().forEach((one, where) -> {
            Term decided = world.decide(parts.small().of(where));
            if (decided != Term.FALSE) {
                all.put(one, decided);
            }
        });
        Term isNull = all.remove(Ref.NULL);
        if (isNull != null) {
            parts.faults().add(world, isNull, use + " of null", f);
            if (all.isEmpty()) {
                f.dead = true;
            } else {
                world.assume(isNull.not());
            }
        }
        return all;
    }

    /** One value of those that there are for each of some references: the last is what it is where it is no other. */
    @Nullable
    Value rebuilt(Frame f, Map<Ref, Term> from, Function<Ref, @Nullable Value> of) {
        List<Ref> refs = new ArrayList<>(from.keySet());
        Value result = null;
        for (int i = refs.size() - 1; i >= 0; i--) {
            Value value = of.apply(refs.get(i));
            if (value != null && result != null) {
                result = parts.merge().value(from.getOrDefault(refs.get(i), Term.FALSE), value, result);
                if (result == null) {
                    throw new RefusedException("a value is a number or an object", f.place());
                }
            } else {
                result = value == null ? result : value;
            }
        }
        return result;
    }

    /** The value, or one that is not looked at because the way has ended. */
    private static Value only(Frame f, @Nullable Value value) {
        if (value == null && !f.dead) {
            throw new IllegalStateException("no value");
        }
        return value == null ? Ref.NULL : value;
    }

    /** One value of those for each thing that a reference may be, chosen as the reference is; null where there is none. */
    @Nullable
    Value chosen(Ref ref, Map<Ref, Value> values, Frame f) {
        return chosen(ref, values, f, new IdentityHashMap<>());
    }

    private @Nullable Value chosen(Ref ref, Map<Ref, Value> values, Frame f, Map<Ref, Value> known) {
        if (!(ref instanceof Ref.Either either)) {
            return values.get(ref);
        }
        Value before = known.get(ref);
        if (before != null) {
            return before;
        }
        Value then = chosen(either.then(), values, f, known);
        Value otherwise = chosen(either.otherwise(), values, f, known);
        Value value = then == null || otherwise == null
                ? then == null ? otherwise : then
                : parts.merge().value(either.condition(), then, otherwise);
        if (value == null && then != null) {
            throw new RefusedException("a value is a number or an object", f.place());
        }
        if (value != null) {
            known.put(ref, value);
        }
        return value;
    }

    private void field(Frame f, World world, FieldInsnNode node, int opcode) {
        Field field = parts.files().field(node.owner, node.name, node.desc);
        switch (opcode) {
            case Opcodes.GETSTATIC -> f.push(stores.read(world, new HeapCell(field.getDeclaringClass(), field)));
            case Opcodes.PUTSTATIC -> stores.write(world, new HeapCell(field.getDeclaringClass(), field), f.pop());
            case Opcodes.GETFIELD -> {
                Ref ref = f.popRef();
                Map<Ref, Value> values = new LinkedHashMap<>();
                live(f, world, ref, "field " + node.name)
                        .forEach((one, where) -> values.put(one, stores.read(world, cell(f, one, field))));
                f.push(only(f, chosen(ref, values, f)));
            }
            default -> {
                Value value = f.pop();
                Map<Ref, Term> objects = live(f, world, f.popRef(), "field " + node.name);
                boolean one = objects.size() == 1;
                objects.forEach(
                        (object, where) -> stores.write(world, one ? Term.TRUE : where, cell(f, object, field), value));
            }
        }
    }

    private static HeapCell cell(Frame f, Ref object, Object slot) {
        if (object instanceof Ref.Real || object instanceof Ref.Made) {
            return new HeapCell(Stores.owner(object), slot);
        }
        throw new RefusedException("the inside of " + object + " is not known", f.place());
    }

    private void load(Frame f, World world) {
        Term index = f.popTerm();
        Ref ref = f.popRef();
        Map<Ref, Value> values = new LinkedHashMap<>();
        Map<Ref, Term> arrays = live(f, world, ref, "an element");
        for (Map.Entry<Ref, Term> each : arrays.entrySet()) {
            int length = inside(f, world, each.getKey(), arrays.size() == 1 ? Term.TRUE : each.getValue(), index);
            if (length > 0) {
                values.put(
                        each.getKey(),
                        stores.select(index, length, i -> stores.read(world, cell(f, each.getKey(), i)), f));
            }
        }
        Value value = chosen(ref, values, f);
        f.dead |= value == null;
        f.push(only(f, value));
    }

    /** That an element is outside is a fault. The array's length; 0 if it is outside on each way. */
    private int inside(Frame f, World world, Ref array, Term where, Term index) {
        if (array instanceof Ref.StateWords) {
            throw new RefusedException("a state's words are used, not its fields", f.place());
        }
        int length = Stores.length(array, f);
        CallPath.met(f, f.next, index, length);
        Term outside = world.decide(parts.small().of(where.and(stores.outside(index, length))));
        parts.faults().add(world, outside, "an element outside of an array of " + length, f);
        if (outside == Term.TRUE || length == 0) {
            return 0;
        }
        world.assume(outside.not());
        return length;
    }

    private void store(Frame f, World world, int opcode) {
        Value value = f.pop();
        if (value instanceof Word word && opcode >= Opcodes.BASTORE) {
            value = new Word(parts.arithmetic().converted(Opcodes.I2B + opcode - Opcodes.BASTORE, word.term()));
        }
        Term index = f.popTerm();
        Map<Ref, Term> arrays = live(f, world, f.popRef(), "an element");
        boolean alone = arrays.size() == 1;
        boolean any = false;
        for (Map.Entry<Ref, Term> each : arrays.entrySet()) {
            Term where = alone ? Term.TRUE : each.getValue();
            int length = inside(f, world, each.getKey(), where, index);
            any |= length > 0;
            for (int i = 0; i < length; i++) {
                Term here = where.and(index.eq(Term.constant(Integer.SIZE, i)));
                stores.write(world, here, cell(f, each.getKey(), i), value);
            }
        }
        f.dead |= !any;
    }

    private void type(Frame f, World world, String name, int opcode) {
        switch (opcode) {
            case Opcodes.NEW -> {
                Class<?> type = parts.files().named(name);
                f.push(Throwable.class.isAssignableFrom(type) ? new Ref.Unknown(type) : made(f, world, type));
            }
            case Opcodes.ANEWARRAY -> {
                Class<?> element = parts.files().named(name);
                f.push(stores.make(world, element.arrayType(), size(f)));
            }
            case Opcodes.INSTANCEOF ->
                f.push(Word.of(
                        f.popRef().where(one -> Term.of(is(f, one, parts.files().named(name))))));
            default -> {
                Ref ref = f.popRef();
                Class<?> type = parts.files().named(name);
                Term wrong =
                        world.decide(parts.small().of(ref.where(one -> Term.of(one != Ref.NULL && !is(f, one, type)))));
                parts.faults().add(world, wrong, "a cast to " + type.getSimpleName(), f);
                if (wrong == Term.TRUE) {
                    f.dead = true;
                } else {
                    world.assume(wrong.not());
                }
                f.push(ref);
            }
        }
    }

    private Ref made(Frame f, World world, Class<?> type) {
        if (!ClassFiles.isOwn(Type.getInternalName(type))) {
            throw new RefusedException("an object of " + type.getName() + " is made", f.place());
        }
        return stores.make(world, type, 0);
    }

    private static boolean is(Frame f, Ref ref, Class<?> type) {
        return ref != Ref.NULL && type.isAssignableFrom(classOf(f, ref));
    }

    /** The class of an object. */
    static Class<?> classOf(Frame f, Ref ref) {
        if (ref instanceof Ref.Real real) {
            return real.object().getClass();
        } else if (ref instanceof Ref.Made made) {
            return made.type;
        } else if (ref instanceof Ref.Closure closure) {
            return closure.type();
        } else if (ref instanceof Ref.Boxed boxed) {
            return boxed.type();
        } else if (ref instanceof Ref.Unknown unknown) {
            return unknown.type;
        } else if (ref instanceof Ref.StateWords) {
            return long[].class;
        }
        throw new RefusedException("what class null has is asked", f.place());
    }

    /** The number in a box; null if there is none on any way. */
    @Nullable
    Value unboxed(Frame f, World world, Ref ref) {
        Map<Ref, Value> numbers = new LinkedHashMap<>();
        for (Ref each : live(f, world, ref, "a number").keySet()) {
            if (each instanceof Ref.Boxed boxed) {
                numbers.put(each, boxed.word());
            } else if (each instanceof Ref.Real real && real.object() instanceof Long number) {
                numbers.put(each, Word.of(number.longValue()));
            } else if (each instanceof Ref.Real real && real.object() instanceof Number number) {
                numbers.put(each, Word.of(number.intValue()));
            } else if (each instanceof Ref.Real real && real.object() instanceof Boolean bool) {
                numbers.put(each, Word.of(bool ? 1 : 0));
            } else {
                throw new RefusedException(each + " is used as a number", f.place());
            }
        }
        return chosen(ref, numbers, f);
    }

    /** Where two references are to the same object. */
    Term same(Ref one, Ref other, Frame f) {
        return one.where(first -> other.where(second -> {
            boolean isNull = first == Ref.NULL || second == Ref.NULL;
            for (Ref each : List.of(first, second)) {
                if (!isNull && (each instanceof Ref.Boxed || each instanceof Ref.Unknown)) {
                    throw new RefusedException("whether " + each + " is the same object is asked", f.place());
                }
            }
            return first.is(second);
        }));
    }
}
