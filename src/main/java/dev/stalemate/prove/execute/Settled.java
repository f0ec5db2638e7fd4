package dev.stalemate.prove.execute;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What may be asked of objects of the JDK and of libraries for real: what they always answer alike, in each run of the program, and without
 * running code of a model. A supplier, a list that computes its elements, or a set of objects with their own equals() may do that: what such
 * code reads and leaves would not be seen.
 */
final class Settled {
    /** Collections that hold what was put into them: no views, and nothing with a comparator. */
    private static final Pattern COLLECTIONS = Pattern.compile(
            "java\\.util\\.(ImmutableCollections\\$.*|Collections\\$(Empty|Singleton).*|Arrays\\$ArrayList|(Array|Linked)List"
                    + "|(Linked)?Hash(Map|Set)(\\$.*)?|EnumMap(\\$.*)?|(Regular|Jumbo)EnumSet|BitSet|Optional(Int|Long)?|KeyValueHolder)"
                    + "|com\\.google\\.common\\.collect\\.(?![A-Za-z]*Sorted)(Regular|Singleton|Immutable|JdkBacked)[A-Za-z$]*"
                    + "|com\\.google\\.common\\.collect\\.Range");

    /** Of those, the ones whose order is not that in which they were made. */
    private static final Pattern UNORDERED =
            Pattern.compile("java\\.util\\.(Hash(Map|Set)(\\$.*)?|ImmutableCollections\\$(Set|Map).*)");

    /** Questions that are about elements, and are answered by their equals(), hashCode() or toString(). */
    private static final Set<String> COMPARING =
            Set.of("contains", "containsKey", "containsAll", "indexOf", "equals", "compareTo");

    /** Those that a map answers by its keys alone. */
    private static final Set<String> OF_KEYS = Set.of("get", "getOrDefault", "containsKey");

    private static final Set<String> IDENTITY = Set.of("hashCode", "toString", "hash");

    /** Questions about classes that run no code of theirs. */
    private static final Set<String> OF_CLASSES = Set.of(
            "getEnumConstants",
            "getName",
            "getSimpleName",
            "isInstance",
            "isEnum",
            "cast",
            "desiredAssertionStatus",
            "equals");

    private static final Set<String> OF_OPTIONALS =
            Set.of("get", "getAsInt", "isPresent", "isEmpty", "orElse", "orElseThrow", "of", "ofNullable", "empty");

    private Settled() {}

    /** Whether a static method of a class that only calculates does so of such arguments. */
    static boolean isCalculated(String owner, String name, @Nullable Object[] arguments) {
        if (owner.startsWith("java/util/Optional")) {
            return OF_OPTIONALS.contains(name);
        }
        boolean outside = name.equals("random") || name.startsWith("get"); // Long.getLong() reads a property
        boolean text = owner.equals("java/lang/String") && name.equals("valueOf");
        return !outside && !owner.equals("java/lang/Class") && areValues(arguments, text ? "toString" : name);
    }

    /** Whether an object is asked what it always answers alike. */
    static boolean isAsked(Object object, String name, @Nullable Object[] arguments) {
        if (name.equals("getClass")) {
            return true;
        }
        if (object instanceof Class<?>) {
            return OF_CLASSES.contains(name);
        }
        if (object instanceof Enum<?>) {
            return !IDENTITY.contains(name);
        }
        if (isValue(object)) {
            return areValues(arguments, name);
        }
        if (!isCollection(object)) {
            return false;
        }
        if (object instanceof Map<?, ?> map && OF_KEYS.contains(name)) {
            return isValue(arguments[0]) && areValues(map.keySet(), name);
        }
        if (COMPARING.contains(name) || IDENTITY.contains(name)) {
            return areValues(arguments, name) && areValues(elements(object), name);
        }
        return !(object instanceof Optional<?>) || OF_OPTIONALS.contains(name);
    }

    /** Whether a collection holds what was put into it. */
    static boolean isCollection(Object object) {
        return COLLECTIONS.matcher(object.getClass().getName()).matches();
    }

    /** Whether such a collection has one order in all runs. */
    static boolean isOrdered(Object object) {
        return isCollection(object)
                && !UNORDERED.matcher(object.getClass().getName()).matches();
    }

    private static boolean areValues(@Nullable Object[] all, String name) {
        return areValues(Arrays.asList(all), name);
    }

    /** Whether nothing but values is compared, or told by what is the same in each run. */
    private static boolean areValues(Collection<?> all, String name) {
        boolean identity = IDENTITY.contains(name);
        return all.stream()
                .allMatch(each -> (isValue(each) && !(identity && isConstant(each)))
                        || (each != null && isCollection(each) && areValues(elements(each), name)));
    }

    private static boolean isConstant(@Nullable Object object) {
        return object instanceof Enum<?> || object instanceof Class<?>;
    }

    private static boolean isValue(@Nullable Object object) {
        return object == null
                || isConstant(object)
                || (object.getClass().getName().startsWith("java.lang.") && object instanceof Comparable<?>);
    }

    private static Collection<?> elements(Object object) {
        if (object instanceof Collection<?> all) {
            return all;
        }
        if (object instanceof Map<?, ?> map) {
            return Stream.concat(map.keySet().stream(), map.values().stream()).toList();
        }
        return object instanceof Optional<?> optional ? optional.stream().toList() : List.of();
    }
}
