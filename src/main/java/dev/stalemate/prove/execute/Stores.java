package dev.stalemate.prove.execute;

import dev.stalemate.prove.execute.World.HeapCell;
import dev.stalemate.prove.term.Term;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Reads and writes fields, elements of arrays and elements of states. What no code has written is as the model was built. */
class Stores {
    private final Merge merge;
    private final Arithmetic arithmetic;
    private final Scratch scratch = new Scratch();
    /** Arrays whose elements may be anything. */
    private final IdentityHashMap<Object, List<Term>> anything = new IdentityHashMap<>();

    Stores(Merge merge, Arithmetic arithmetic) {
        this.merge = merge;
        this.arithmetic = arithmetic;
    }

    /** From here on an array's elements are these. */
    void declare(long[] array, List<Term> elements) {
        anything.put(array, List.copyOf(elements));
    }

    /** What the code must not depend on. */
    Scratch scratch() {
        return scratch;
    }

    /** What a place has where code that writes it did not get to; null if it is of something that the code has made. */
    @Nullable
    Value otherwise(HeapCell cell) {
        return scratch.isWritten(cell) ? scratch.left(cell) : atFirst(cell);
    }

    /** What a place has; null if it is of something that the code has made, and has not got to. */
    private @Nullable Value atFirst(HeapCell cell) {
        if (cell.owner() instanceof Ref.Made) {
            return null;
        }
        if (cell.slot() instanceof Ref.Element element) {
            Term bits = ((Ref.StateWords) cell.owner()).before.get(element.field(), element.number());
            return new Word(bits.zeroExtend(Long.SIZE));
        }
        try {
            if (cell.slot() instanceof Field field) {
                boolean isStatic = Modifier.isStatic(field.getModifiers());
                return value(field.getType(), field.get(isStatic ? null : cell.owner()));
            }
        } catch (IllegalAccessException e) {
            throw new RefusedException("field " + cell.slot() + " can't be read", "");
        }
        int index = (Integer) cell.slot();
        List<Term> terms = anything.get(cell.owner());
        return terms != null
                ? new Word(terms.get(index))
                : value(cell.owner().getClass().getComponentType(), Array.get(cell.owner(), index));
    }

    /** A value of Java's, as a field or a parameter of a type has it. */
    static Value value(Class<?> type, @Nullable Object object) {
        if (!type.isPrimitive()) {
            return Ref.to(object);
        } else if (object instanceof Long number) {
            return Word.of(number.longValue());
        } else if (object instanceof Boolean bool) {
            return Word.of(bool ? 1 : 0);
        } else if (object instanceof Character character) {
            return Word.of(character);
        } else if (object instanceof Number number && !(number instanceof Float || number instanceof Double)) {
            return Word.of(number.intValue());
        }
        throw new RefusedException("a " + type + " is no number", "");
    }

    /** What a place has, in a world. */
    Value read(World world, HeapCell cell) {
        Value written = world.get(cell);
        Value value = written == null ? otherwise(cell) : written;
        if (value == null) {
            throw new IllegalStateException("nothing is at " + cell.slot());
        }
        if (written == null) {
            scratch.reads(cell);
        }
        return value;
    }

    /** A value of its own for a place. */
    void write(World world, HeapCell cell, Value value) {
        scratch.writes(cell, value);
        world.put(cell, value);
    }

    /** A value for a place where a condition holds; else the place keeps what it has. */
    void write(World world, Term where, HeapCell cell, Value value) {
        if (where == Term.TRUE) {
            write(world, cell, value);
        } else if (where != Term.FALSE) {
            scratch.writes(cell, value);
            Value merged = merge.value(where, value, read(world, cell));
            if (merged == null) {
                throw new RefusedException("a place gets a number or an object", "");
            }
            write(world, cell, merged);
        }
    }

    /** The object itself, of which places are asked. */
    static Object owner(Ref ref) {
        return ref instanceof Ref.Real real ? real.object() : ref;
    }

    /** How many elements an array has. */
    static int length(Ref array, Frame f) {
        if (array instanceof Ref.Made made && made.type.isArray()) {
            return made.length;
        } else if (array instanceof Ref.Real real && real.object().getClass().isArray()) {
            return Array.getLength(real.object());
        } else if (array instanceof Ref.StateWords state) {
            return state.before.layout().words();
        }
        throw new RefusedException(array + " is used as an array", f.place());
    }

    /** A new object or array, with zeros and nulls. */
    Ref.Made make(World world, Class<?> type, int length) {
        Ref.Made made = new Ref.Made(type, length);
        if (type.isArray()) {
            Value zero = zero(type.getComponentType());
            for (int i = 0; i < length; i++) {
                world.put(new HeapCell(made, i), zero);
            }
            return made;
        }
        for (Class<?> each = type;
                each != null && ClassFiles.isOwn(each.getName().replace('.', '/'));
                each = each.getSuperclass()) {
            for (Field field : each.getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers())) {
                    world.put(new HeapCell(made, field), zero(field.getType()));
                }
            }
        }
        return made;
    }

    static Value zero(Class<?> type) {
        return !type.isPrimitive() ? Ref.NULL : type == long.class ? Word.of(0L) : Word.of(0);
    }

    /**
     * The element of a number that may not be known: chosen as the number was, where it was chosen from known ones.
     *
     * @param size how many there are; the number is taken to be one of theirs
     */
    Value select(Term index, int size, IntFunction<Value> elements, Frame f) {
        return select(index, size, elements, f, new IdentityHashMap<>());
    }

    private Value select(Term index, int size, IntFunction<Value> elements, Frame f, Map<Term, Value> known) {
        if (index.isConstant()) {
            return elements.apply((int) Math.min(index.value(), size - 1));
        }
        Value before = known.get(index);
        if (before == null) {
            before = index.isIte()
                    ? one(
                            index.condition(),
                            select(index.thenTerm(), size, elements, f, known),
                            select(index.elseTerm(), size, elements, f, known),
                            f)
                    : byEquality(index, size, elements, f);
            known.put(index, before);
        }
        return before;
    }

    /** What most elements have is what is left when no other number was met. */
    private Value byEquality(Term index, int size, IntFunction<Value> elements, Frame f) {
        Map<Value, Term> where = new LinkedHashMap<>();
        Map<Value, Integer> counts = new HashMap<>();
        for (int i = 0; i < size; i++) {
            Term here = index.eq(Term.constant(index.width(), i));
            if (here != Term.FALSE) {
                where.merge(elements.apply(i), here, Term::or);
                counts.merge(elements.apply(i), 1, Integer::sum);
            }
        }
        Value result = null;
        for (Value value : where.keySet()) {
            if (result == null || counts.getOrDefault(value, 0) > counts.getOrDefault(result, 0)) {
                result = value;
            }
        }
        if (result == null) {
            return elements.apply(0); // the number is always outside, which is a fault
        }
        Value rest = result;
        for (Map.Entry<Value, Term> each : where.entrySet()) {
            result = each.getKey() == rest ? result : one(each.getValue(), each.getKey(), result, f);
        }
        return result;
    }

    private Value one(Term condition, Value then, Value otherwise, Frame f) {
        Value merged = merge.value(condition, then, otherwise);
        if (merged == null) {
            throw new RefusedException("an element is a number or an object", f.place());
        }
        return merged;
    }

    /** Where a number is none of so many elements'. */
    Term outside(Term index, int size) {
        if (index.isIte()) {
            return Term.ite(index.condition(), outside(index.thenTerm(), size), outside(index.elseTerm(), size));
        }
        return arithmetic.below(index, Term.constant(index.width(), size)).not();
    }
}
