using Spacemesh.Ports.Network;

namespace Spacemesh.Simulation.Network;

/// <summary>What a lying node sends to a peer instead of a message or an answer; null for nothing at all.</summary>
public delegate ReadOnlyMemory<byte>? OutgoingFilter(PeerId to, string channel, ReadOnlyMemory<byte> message);
