/**
 * KVM's designs as programs play them: the calls of the protocol, how a machine is written in a question, and what the answers do. May use
 * {@code patch.talk}, and what {@code systems.kvm} publishes of its designs.
 */
@NullMarked
package dev.stalemate.patch.kvm;

import org.jspecify.annotations.NullMarked;
