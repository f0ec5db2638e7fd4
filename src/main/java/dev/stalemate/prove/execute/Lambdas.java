package dev.stalemate.prove.execute;

import dev.stalemate.prove.execute.Invocations.Invocation;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;

/** Lambdas and method references: those that code makes, and those that a model was built with. */
final class Lambdas {
    private final Parts parts;
    private final Places places;
    private final Invocations invocations;
    private final RecordMethods records;
    private final IdentityHashMap<Object, LambdaBody> bodies = new IdentityHashMap<>();

    Lambdas(Parts parts, Places places, Invocations invocations) {
        this.parts = parts;
        this.places = places;
        this.invocations = invocations;
        this.records = new RecordMethods(parts, invocations);
    }

    /** What an instruction makes: a lambda, a text, or what a record's own methods return. */
    @Nullable
    Value made(Frame f, World world, InvokeDynamicInsnNode node, List<Value> values) {
        return switch (node.bsm.getOwner()) {
            case "java/lang/invoke/LambdaMetafactory" -> closure(node, values);
            case "java/lang/invoke/StringConcatFactory" -> new Ref.Unknown(String.class);
            case "java/lang/runtime/ObjectMethods" -> records.call(f, world, node, values);
            default -> throw new RefusedException("an instruction is made by " + node.bsm.getOwner(), f.place());
        };
    }

    private Value closure(InvokeDynamicInsnNode node, List<Value> values) {
        Handle handle = (Handle) node.bsmArgs[1];
        LambdaBody body = new LambdaBody(
                handle.getOwner(),
                handle.getName(),
                handle.getDesc(),
                handle.getTag(),
                node.name,
                ((Type) node.bsmArgs[0]).getDescriptor(),
                List.of());
        return new Ref.Closure(parts.files().of(Type.getReturnType(node.desc)), body, List.copyOf(values));
    }

    /** Calls a method on a lambda. */
    @Nullable
    Value call(Frame f, World world, Invocation call) {
        Ref object = call.receiver();
        LambdaBody body;
        List<Value> all = new ArrayList<>();
        Class<?> type;
        if (object instanceof Ref.Closure closure) {
            body = closure.body();
            type = closure.type();
            all.addAll(closure.captured());
        } else {
            Object lambda = ((Ref.Real) object).object();
            body = bodies.computeIfAbsent(lambda, LambdaBody::of);
            type = lambda.getClass();
            Type[] parameters = parameters(body);
            for (int i = 0; i < body.captured().size(); i++) {
                all.add(Stores.value(
                        parts.files().of(parameters[i]), body.captured().get(i)));
            }
        }
        if (!call.name().equals(body.functional())) {
            return parts.files().declaring(type, call.name(), call.descriptor()) == null
                    ? other(f, call)
                    : invocations.enter(f, world, parts.files().virtual(type, call.name(), call.descriptor()), call);
        }
        Type[] parameters = parameters(body);
        Type[] given = Type.getArgumentTypes(body.functionalDescriptor());
        for (int i = 0; i < given.length; i++) {
            all.add(adapted(f, world, call.values().get(i + 1), given[i], parameters[all.size()]));
        }
        Type result = Type.getReturnType(body.descriptor());
        if (body.kind() == Opcodes.H_NEWINVOKESPECIAL) {
            Ref made = parts.stores().make(world, parts.files().named(body.owner()), 0);
            all.add(0, made);
            return invocations.call(f, world, invocation(body, all)) == null ? null : made;
        }
        Value value = invocations.call(f, world, invocation(body, all));
        Type wanted = Type.getReturnType(call.descriptor());
        return value == null || wanted.getSort() == Type.VOID ? value : adapted(f, world, value, result, wanted);
    }

    private static @Nullable Value other(Frame f, Invocation call) {
        throw new RefusedException(call + " is called on a lambda", f.place());
    }

    private static Invocation invocation(LambdaBody body, List<Value> values) {
        int opcode =
                switch (body.kind()) {
                    case Opcodes.H_INVOKESTATIC -> Opcodes.INVOKESTATIC;
                    case Opcodes.H_INVOKEINTERFACE -> Opcodes.INVOKEINTERFACE;
                    case Opcodes.H_INVOKEVIRTUAL -> Opcodes.INVOKEVIRTUAL;
                    default -> Opcodes.INVOKESPECIAL;
                };
        return new Invocation(opcode, body.owner(), body.name(), body.descriptor(), values);
    }

    /** The types of what a lambda's method is given, the object first. */
    private static Type[] parameters(LambdaBody body) {
        Type[] own = Type.getArgumentTypes(body.descriptor());
        boolean hasObject = body.kind() != Opcodes.H_INVOKESTATIC && body.kind() != Opcodes.H_NEWINVOKESPECIAL;
        if (!hasObject) {
            return own;
        }
        Type[] all = new Type[own.length + 1];
        all[0] = Type.getObjectType(body.owner());
        System.arraycopy(own, 0, all, 1, own.length);
        return all;
    }

    private static boolean isPrimitive(Type type) {
        return type.getSort() <= Type.DOUBLE;
    }

    /** A value of one type as another takes it: in a box, out of a box, or wider. */
    private Value adapted(Frame f, World world, Value value, Type from, Type to) {
        if (isPrimitive(to) && value instanceof Ref boxed) {
            Value number = places.unboxed(f, world, boxed);
            if (number == null) {
                throw new RefusedException("null is used as a number", f.place());
            }
            return adapted(f, world, number, to, to);
        }
        if (!isPrimitive(to) && value instanceof Word word) {
            return new Ref.Boxed(JdkCalls.box(parts.files().of(from)), word);
        }
        if (value instanceof Word word && to.getSort() == Type.LONG && !word.isLong()) {
            return new Word(parts.arithmetic().widened(word.term()));
        }
        return value;
    }
}
