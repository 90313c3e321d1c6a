using Spacemesh.Net.Metering;
using Spacemesh.Ports.Metrics;
using Spacemesh.Ports.Network;
using Spacemesh.Services.Sync;

namespace Spacemesh.Simulation;

/// <summary>What measures a node of a simulation.</summary>
/// <param name="Instruments">Hear its services.</param>
/// <param name="Network">Hears its fetching and serving.</param>
/// <param name="Sync">Hears its sync.</param>
/// <param name="Gossip">Stands between the node and its gossip.</param>
public sealed record NodeMeters(NodeInstruments Instruments, INetworkMeter Network, ISyncMeter Sync, Func<IGossip, IGossip> Gossip);
