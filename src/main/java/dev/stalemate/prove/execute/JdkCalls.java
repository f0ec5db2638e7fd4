package dev.stalemate.prove.execute;

import dev.stalemate.prove.execute.Invocations.Invocation;
import dev.stalemate.prove.execute.World.HeapCell;
import dev.stalemate.prove.term.Term;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** Methods of the JDK and of libraries: some are terms, and others are called if all that they are given is known. */
final class JdkCalls {
    private static final String EQUALS = "(Ljava/lang/Object;)Z";
    private static final String NEXT = "next";

    private final Parts parts;
    private final Places places;
    private final Invocations invocations;
    private final JdkTerms terms;
    private final RealCalls real;

    JdkCalls(Parts parts, Places places, Invocations invocations) {
        this.parts = parts;
        this.places = places;
        this.invocations = invocations;
        this.terms = new JdkTerms(parts.arithmetic(), parts.merge());
        this.real = new RealCalls(parts);
    }

    /** The class of a number's box. */
    static Class<?> box(Class<?> type) {
        return type == long.class
                ? Long.class
                : type == boolean.class
                        ? Boolean.class
                        : type == char.class
                                ? Character.class
                                : type == byte.class ? Byte.class : type == short.class ? Short.class : Integer.class;
    }

    /** What a method returns; null if it always throws an exception. */
    @Nullable
    Value call(Frame f, World world, Invocation call) {
        note(f, call);
        Value term = call.isStatic() ? terms.call(call) : null;
        if (term != null) {
            return term;
        }
        if (call.isStatic()) {
            return ofClass(f, world, call);
        }
        if (!(call.receiver() instanceof Ref.Either)) {
            return ofObject(f, world, call, call.receiver());
        }
        return real.call(f, world, call);
    }

    /** Notes the numbers that a calculation is given; a number that is put into an object is still there. */
    private static void note(Frame f, Invocation call) {
        if (!call.isStatic() || call.values().isEmpty() || !(call.values().get(0) instanceof Word a)) {
            return;
        }
        if (call.values().size() == 2 && call.values().get(1) instanceof Word b) {
            CallPath.met(f, a.term(), b.term());
        } else if (!call.name().equals("valueOf")) {
            CallPath.taken(f, a.term());
        }
    }

    private @Nullable Value ofClass(Frame f, World world, Invocation call) {
        List<Value> values = call.values();
        return switch (call.owner() + "." + call.name()) {
            case "java/util/Objects.requireNonNull" ->
                places.live(f, world, (Ref) values.get(0), "an object that must be there")
                                .isEmpty()
                        ? null
                        : values.get(0);
            case "java/util/Objects.equals" -> equal(f, world, (Ref) values.get(0), (Ref) values.get(1));
            case "java/lang/Integer.valueOf", "java/lang/Long.valueOf", "java/lang/Boolean.valueOf" ->
                values.get(0) instanceof Word word
                        ? new Ref.Boxed(parts.files().named(call.owner()), word)
                        : real.call(f, world, call);
            case "java/lang/System.arraycopy" -> copied(f, world, values);
            default -> text(call) ? new Ref.Unknown(String.class) : real.call(f, world, call);
        };
    }

    /** Whether a text is made of what is not known: such texts only tell what is wrong. */
    private static boolean text(Invocation call) {
        return call.result().getClassName().equals("java.lang.String")
                && !call.values().stream().allMatch(RealCalls::isKnown);
    }

    private @Nullable Value ofObject(Frame f, World world, Invocation call, Ref object) {
        String name = call.name();
        if (object instanceof Ref.Unknown) {
            Type result = call.result();
            if (result.getSort() == Type.OBJECT || result.getSort() == Type.VOID) {
                return result.getSort() == Type.VOID
                        ? Ref.NULL
                        : new Ref.Unknown(parts.files().of(result));
            }
            throw new RefusedException(call + " is asked of " + object, f.place());
        } else if (object instanceof Ref.Boxed boxed && name.endsWith("Value")) {
            return number(f, call, boxed);
        } else if (name.equals("clone") && call.descriptor().equals("()Ljava/lang/Object;")) {
            return cloned(f, world, object);
        } else if (name.equals("equals") && call.descriptor().equals(EQUALS)) {
            Ref other = (Ref) call.values().get(1);
            return Boxes.isNumber(object)
                    ? Word.of(Boxes.areEqual(object, other, f))
                    : known(object) ? real.call(f, world, call) : Word.of(other.is(object));
        } else if (object instanceof Ref.Made iterator && iterator.type == Iterator.class) {
            return iterated(f, world, iterator, name);
        } else if (object instanceof Ref.Real of
                && of.object() instanceof Iterable<?> items
                && name.equals("iterator")) {
            return iterator(f, world, items);
        } else if (object instanceof Ref.Real of
                && of.object() instanceof List<?> list
                && Settled.isCollection(list)
                && name.equals("get")) {
            return element(f, world, list, ((Word) call.values().get(1)).term());
        } else if (text(call)) {
            return new Ref.Unknown(String.class);
        }
        return real.call(f, world, call);
    }

    /** The number in an object, as an int or a long. */
    private Word number(Frame f, Invocation call, Ref.Boxed boxed) {
        Term term = boxed.word().term();
        if (box(parts.files().of(call.result())) == boxed.type()) {
            return boxed.word();
        } else if (call.name().equals("intValue")) {
            return new Word(term.extract(Integer.SIZE - 1, 0));
        } else if (call.name().equals("longValue")) {
            return new Word(term.signExtend(Long.SIZE));
        }
        throw new RefusedException(call + " is no term", f.place());
    }

    private static boolean known(Ref object) {
        return object instanceof Ref.Real real
                && !ClassFiles.isOwn(Type.getInternalName(real.object().getClass()));
    }

    private @Nullable Value equal(Frame f, World world, Ref one, Ref other) {
        Term isNull = world.decide(one.is(Ref.NULL));
        Term same = other.is(Ref.NULL);
        if (isNull == Term.TRUE) {
            return Word.of(same);
        }
        World rest = world.where(isNull.not());
        Value equal = invocations.call(
                f,
                rest,
                new Invocation(Opcodes.INVOKEVIRTUAL, "java/lang/Object", "equals", EQUALS, List.of(one, other)));
        return equal == null ? null : parts.merge().value(isNull, Word.of(same), equal);
    }

    private Value cloned(Frame f, World world, Ref object) {
        if (object instanceof Ref.StateWords state) {
            return new Ref.StateWords(state.now(world));
        }
        int length = Stores.length(object, f);
        Ref.Made copy = parts.stores().make(world, Places.classOf(f, object), length);
        for (int i = 0; i < length; i++) {
            Value value = parts.stores().read(world, new HeapCell(Stores.owner(object), i));
            parts.stores().write(world, new HeapCell(copy, i), value);
        }
        return copy;
    }

    private Value copied(Frame f, World world, List<Value> values) {
        if (!(values.get(1) instanceof Word from
                        && values.get(3) instanceof Word to
                        && values.get(4) instanceof Word count)
                || !from.isConstant()
                || !to.isConstant()
                || !count.isConstant()
                || !(values.get(0) instanceof Ref.Real || values.get(0) instanceof Ref.Made)
                || !(values.get(2) instanceof Ref.Real || values.get(2) instanceof Ref.Made)) {
            throw new RefusedException("an array is copied, and what of it is not known", f.place());
        }
        Object source = Stores.owner((Ref) values.get(0));
        Object target = Stores.owner((Ref) values.get(2));
        List<Value> copies = new ArrayList<>();
        for (int i = 0; i < count.asInt(); i++) {
            copies.add(parts.stores().read(world, new HeapCell(source, from.asInt() + i)));
        }
        for (int i = 0; i < count.asInt(); i++) {
            parts.stores().write(world, new HeapCell(target, to.asInt() + i), copies.get(i));
        }
        return Ref.NULL;
    }

    private Value iterator(Frame f, World world, Iterable<?> items) {
        if (!Settled.isOrdered(items)) {
            throw new RefusedException(
                    "it loops over an object of " + items.getClass().getName()
                            + ", which may run other code or have another order another time",
                    f.place());
        }
        List<Object> all = new ArrayList<>();
        items.forEach(all::add);
        Ref.Made iterator = new Ref.Made(Iterator.class, all.size());
        for (int i = 0; i < all.size(); i++) {
            world.put(new HeapCell(iterator, i), Ref.to(all.get(i)));
        }
        world.put(new HeapCell(iterator, NEXT), Word.of(0));
        return iterator;
    }

    private Value iterated(Frame f, World world, Ref.Made iterator, String name) {
        HeapCell at = new HeapCell(iterator, NEXT);
        Term next = ((Word) parts.stores().read(world, at)).term();
        Term size = Term.constant(Integer.SIZE, iterator.length);
        return switch (name) {
            case "hasNext" -> Word.of(parts.arithmetic().below(next, size));
            case NEXT -> {
                Value value = parts.stores()
                        .select(next, iterator.length, i -> parts.stores().read(world, new HeapCell(iterator, i)), f);
                world.put(at, new Word(next.add(Term.constant(Integer.SIZE, 1))));
                yield value;
            }
            default -> throw new RefusedException("an iterator's " + name + " is no term", f.place());
        };
    }

    private @Nullable Value element(Frame f, World world, List<?> list, Term index) {
        CallPath.met(f, f.next, index, list.size());
        Term outside = world.decide(parts.stores().outside(index, list.size()));
        parts.faults().add(world, outside, "an element outside of a list of " + list.size(), f);
        if (outside == Term.TRUE) {
            return null;
        }
        world.assume(outside.not());
        Map<Integer, Value> known = new LinkedHashMap<>();
        return parts.stores().select(index, list.size(), i -> known.computeIfAbsent(i, k -> Ref.to(list.get(k))), f);
    }
}
