using Spacemesh.Ports.Network;
using Spacemesh.Primitives;

namespace Spacemesh.Simulation.Network;

/// <summary>One thing that happened in the network.</summary>
/// <param name="Time">The network's time.</param>
/// <param name="Kind">What.</param>
/// <param name="From">Who sent, or asked.</param>
/// <param name="To">Who received, or was asked; none for publications.</param>
/// <param name="Channel">The topic or protocol.</param>
/// <param name="Message">Hash of topic and message, or of the request.</param>
/// <param name="Detail">Reason of a verdict, or the failure.</param>
public readonly record struct NetworkEvent(
    DateTimeOffset Time, NetworkEventKind Kind, PeerId From, PeerId To, string Channel, Hash32 Message, string Detail);
