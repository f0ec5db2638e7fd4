package dev.stalemate.prove.execute;

import dev.stalemate.prove.term.Term;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;

/** Calls of methods: ours are executed, those of a state's fields and of the JDK are known as terms, and some have a summary. */
final class Invocations {
    private final Parts parts;
    private final Interpreter interpreter;
    private final Places places;
    private final Lambdas lambdas;
    private final FieldCalls fields;
    private final JdkCalls jdk;

    /**
     * A call.
     *
     * @param opcode the instruction that makes it
     * @param owner the class whose method is named, with slashes
     * @param values the object first, if there is one, and then the arguments
     */
    record Invocation(int opcode, String owner, String name, String descriptor, List<Value> values) {
        Invocation {
            values = List.copyOf(values);
        }

        boolean isStatic() {
            return opcode == Opcodes.INVOKESTATIC;
        }

        Type result() {
            return Type.getReturnType(descriptor);
        }

        /** The object whose method it is. */
        Ref receiver() {
            return (Ref) values.get(0);
        }

        /** The same on one of the objects. */
        Invocation on(Ref object) {
            List<Value> all = new ArrayList<>(values);
            all.set(0, object);
            return new Invocation(opcode, owner, name, descriptor, all);
        }

        @Override
        public String toString() {
            return owner.substring(owner.lastIndexOf('/') + 1) + "." + name + "()";
        }
    }

    Invocations(Parts parts, Interpreter interpreter) {
        this.parts = parts;
        this.interpreter = interpreter;
        this.places = new Places(parts);
        this.lambdas = new Lambdas(parts, places, this);
        this.fields = new FieldCalls(parts, places);
        this.jdk = new JdkCalls(parts, places, this);
    }

    /** Executes an instruction; false if it calls nothing. */
    boolean run(Frame f, World world, AbstractInsnNode node) {
        @Nullable Value value;
        Type result;
        if (node instanceof MethodInsnNode call) {
            boolean isStatic = call.getOpcode() == Opcodes.INVOKESTATIC;
            List<Value> values = popped(f, Type.getArgumentTypes(call.desc).length + (isStatic ? 0 : 1));
            result = Type.getReturnType(call.desc);
            value = call(f, world, new Invocation(call.getOpcode(), call.owner, call.name, call.desc, values));
        } else if (node instanceof InvokeDynamicInsnNode dynamic) {
            result = Type.getReturnType(dynamic.desc);
            value = lambdas.made(f, world, dynamic, popped(f, Type.getArgumentTypes(dynamic.desc).length));
        } else {
            return false;
        }
        if (value == null) {
            f.dead = true;
        } else if (result.getSort() != Type.VOID) {
            f.push(value);
        }
        return true;
    }

    private static List<Value> popped(Frame f, int count) {
        Value[] values = new Value[count];
        for (int i = count - 1; i >= 0; i--) {
            values[i] = f.pop();
        }
        return Arrays.asList(values);
    }

    /** What a call returns, {@link Ref#NULL} for nothing; null if it always throws an exception. */
    @Nullable
    Value call(Frame f, World world, Invocation call) {
        if (call.isStatic()) {
            return ClassFiles.isOwn(call.owner)
                    ? enter(f, world, parts.files().special(call.owner, call.name, call.descriptor), call)
                    : jdk.call(f, world, call);
        }
        Ref receiver = call.receiver();
        if (call.opcode == Opcodes.INVOKESPECIAL) {
            return special(f, world, call);
        }
        if (!(receiver instanceof Ref.Either) && receiver != Ref.NULL) {
            return dispatch(f, world, call);
        }
        Map<Ref, Term> objects = places.live(f, world, receiver, call + " on an object");
        if (objects.isEmpty()) {
            return null;
        }
        Map<Ref, Value> returned = new LinkedHashMap<>();
        if (!each(f, world, call, new ArrayList<>(objects.entrySet()), returned)) {
            return null;
        }
        return places.chosen(receiver, returned, f);
    }

    /** Calls the method of each of some objects on a way of its own; false if every way ends with an exception. */
    private boolean each(
            Frame f, World world, Invocation call, List<Map.Entry<Ref, Term>> objects, Map<Ref, Value> returned) {
        Ref object = objects.get(0).getKey();
        if (objects.size() == 1) {
            Value value = dispatch(f, world, call.on(object));
            if (value != null) {
                returned.put(object, value);
            }
            return value != null;
        }
        Term here = objects.get(0).getValue();
        World one = world.where(here);
        World others = world.where(here.not());
        Value value = dispatch(f, one, call.on(object));
        boolean goesOn = each(f, others, call, objects.subList(1, objects.size()), returned);
        if (value == null) {
            world.adopt(others);
            return goesOn;
        }
        returned.put(object, value);
        if (goesOn) {
            parts.merge().worlds(here, world, one, others, parts.stores()::otherwise);
        } else {
            world.adopt(one);
        }
        return true;
    }

    private @Nullable Value special(Frame f, World world, Invocation call) {
        if (!ClassFiles.isOwn(call.owner)) {
            if (call.name.equals("<init>")) {
                return Ref
                        .NULL; // an object's, a record's, an enum's or an exception's: nothing of it is ever looked at
            }
            return jdk.call(f, world, call);
        }
        return enter(f, world, parts.files().special(call.owner, call.name, call.descriptor), call);
    }

    /** The method of one object. */
    private @Nullable Value dispatch(Frame f, World world, Invocation call) {
        Ref object = call.receiver();
        if (object instanceof Ref.Closure || (object instanceof Ref.Real real && LambdaBody.isLambda(real.object()))) {
            return lambdas.call(f, world, call);
        }
        if (object instanceof Ref.Unknown || object instanceof Ref.Boxed || object instanceof Ref.StateWords) {
            return jdk.call(f, world, call);
        }
        Class<?> of = Places.classOf(f, object);
        if (!ClassFiles.isOwn(Type.getInternalName(of)) || of.isArray()) {
            return jdk.call(f, world, call);
        }
        if (ClassFiles.isOwn(call.owner)) {
            Class<?> named = parts.files().named(call.owner);
            Class<?> declaring = parts.files().declaring(named, call.name, call.descriptor);
            if (declaring != null) {
                MethodCode code = parts.files().special(call.owner, call.name, call.descriptor);
                if (code.isPrivate) {
                    return enter(f, world, code, call);
                }
            }
        }
        return parts.files().declaring(of, call.name, call.descriptor) == null
                ? jdk.call(f, world, call)
                : enter(f, world, parts.files().virtual(of, call.name, call.descriptor), call);
    }

    /** Executes a method of ours, if nothing is known of it. */
    @Nullable
    Value enter(Frame f, World world, MethodCode code, Invocation call) {
        if (code.owner.equals(FieldCalls.OWNER) && fields.knows(code.name)) {
            return fields.call(f, world, code.name, call.values);
        }
        Summaries.Rule rule = parts.summaries().find(code.owner, code.name);
        return rule == null ? interpreter.run(code, call.values, world, f) : summarized(f, world, rule, call.values);
    }

    private @Nullable Value summarized(Frame f, World world, Summaries.Rule rule, List<Value> values) {
        try {
            return rule.of(new Summaries.Asked() {
                @Override
                public Value argument(int number) {
                    return values.get(number);
                }

                @Override
                public Value call(Class<?> owner, String method, Value... arguments) {
                    Value value = Invocations.this.call(f, world, named(owner, method, List.of(arguments)));
                    if (value == null) {
                        throw new Ended();
                    }
                    return value;
                }

                @Override
                public void fault(Term condition, String what) {
                    parts.faults().beyond(world, condition, what, f);
                }
            });
        } catch (Ended e) {
            return null;
        }
    }

    /** A rule has called a method that always throws an exception. */
    private static final class Ended extends RuntimeException {
        private static final long serialVersionUID = 1;

        private Ended() {
            super("", null, false, false);
        }
    }

    /** A call of a method by its name, of which the class has one with so many arguments. */
    Invocation named(Class<?> owner, String name, List<Value> values) {
        for (Class<?> each = owner; each != null; each = each.getSuperclass()) {
            List<Method> methods = new ArrayList<>(List.of(each.getDeclaredMethods()));
            methods.addAll(List.of(each.getMethods()));
            for (Method method : methods) {
                boolean isStatic = Modifier.isStatic(method.getModifiers());
                int count = method.getParameterCount() + (isStatic ? 0 : 1);
                if (method.getName().equals(name) && count == values.size() && !method.isBridge()) {
                    int opcode = isStatic ? Opcodes.INVOKESTATIC : Opcodes.INVOKEVIRTUAL;
                    String descriptor = Type.getMethodDescriptor(method);
                    return new Invocation(opcode, Type.getInternalName(owner), name, descriptor, values);
                }
            }
        }
        throw new IllegalArgumentException(
                owner.getName() + " has no method " + name + " with " + values.size() + " arguments");
    }

    /** Calls the method of a functional interface on an object that implements it. */
    @Nullable
    Value functional(Frame f, World world, Class<?> type, Ref object, List<Value> arguments) {
        List<Value> values = new ArrayList<>();
        values.add(object);
        values.addAll(arguments);
        for (Method method : type.getMethods()) {
            if (Modifier.isAbstract(method.getModifiers())) {
                return call(
                        f,
                        world,
                        new Invocation(
                                Opcodes.INVOKEINTERFACE,
                                Type.getInternalName(type),
                                method.getName(),
                                Type.getMethodDescriptor(method),
                                values));
            }
        }
        throw new IllegalArgumentException(type.getName() + " is no functional interface");
    }
}
