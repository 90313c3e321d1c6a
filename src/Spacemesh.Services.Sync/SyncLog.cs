using Microsoft.Extensions.Logging;
using Spacemesh.Ports.Chain;
using Spacemesh.Ports.Network;
using Spacemesh.Primitives;

namespace Spacemesh.Services.Sync;

internal static partial class SyncLog
{
    [LoggerMessage(13000, LogLevel.Information, "Sync: {Before} -> {State} (layer {Current}, data up to {Synced})")]
    public static partial void StateChanged(ILogger log, SyncState before, SyncState state, LayerId current, LayerId synced);

    [LoggerMessage(13001, LogLevel.Information, "Sync: ATXs of epoch {Epoch}: {Done} of {Total}, {Rate:F1}/s, {Left} left")]
    public static partial void EpochProgress(ILogger log, EpochId epoch, long done, long total, double rate, TimeSpan? left);

    [LoggerMessage(13002, LogLevel.Information, "Sync: {Phase}: {Done} of {Total}, {Rate:F1}/s, {Left} left")]
    public static partial void PhaseProgress(ILogger log, SyncPhase phase, long done, long total, double rate, TimeSpan? left);

    [LoggerMessage(13003, LogLevel.Information, "Sync: ATXs of epoch {Epoch} are here")]
    public static partial void EpochComplete(ILogger log, EpochId epoch);

    [LoggerMessage(13004, LogLevel.Information, "Sync: ATXs of the epochs before {Epoch} and malfeasance proofs are here; ATXs are taken from gossip now")]
    public static partial void AtxsSynced(ILogger log, EpochId epoch);

    [LoggerMessage(13005, LogLevel.Warning, "Sync: ATXs: {Reason}; trying again")]
    public static partial void AtxsFailed(ILogger log, string reason);

    [LoggerMessage(13006, LogLevel.Debug, "ATX ids of epoch {Epoch} from {Peer}: {Reason}")]
    public static partial void EpochInfoFailed(ILogger log, EpochId epoch, PeerId peer, string reason);

    [LoggerMessage(13007, LogLevel.Debug, "ATX ids of epoch {Epoch} from {Peer}: {Count}, {New} of them wanted anew")]
    public static partial void EpochInfo(ILogger log, EpochId epoch, PeerId peer, int count, int @new);

    [LoggerMessage(13008, LogLevel.Debug, "A batch of {Count} ATXs of epoch {Epoch} could not be asked for: {Reason}")]
    public static partial void BatchFailed(ILogger log, EpochId epoch, int count, string reason);

    [LoggerMessage(13009, LogLevel.Information, "{Count} ATXs of a given set are still missing: {Reason}")]
    public static partial void SetIncomplete(ILogger log, int count, string reason);

    [LoggerMessage(13010, LogLevel.Warning, "Sync: ATXs of epoch {Epoch} in the background: {Reason}; trying again")]
    public static partial void EpochFailed(ILogger log, EpochId epoch, string reason);

    [LoggerMessage(13011, LogLevel.Debug, "Malicious ids from {Peer}: {Reason}")]
    public static partial void MaliciousIdsFailed(ILogger log, PeerId peer, string reason);

    [LoggerMessage(13012, LogLevel.Debug, "{Count} malfeasance proofs could not be asked for: {Reason}")]
    public static partial void ProofsFailed(ILogger log, int count, string reason);

    [LoggerMessage(13013, LogLevel.Information, "Sync: {Count} malfeasance proofs that {Peers} peers know of are here")]
    public static partial void ProofsComplete(ILogger log, int count, int peers);

    [LoggerMessage(13014, LogLevel.Debug, "Layer {Layer}: ballots of {Peer}: {Reason}")]
    public static partial void LayerDataFailed(ILogger log, LayerId layer, PeerId peer, string reason);

    [LoggerMessage(13015, LogLevel.Warning, "Sync: layer {Layer}: {Reason}; trying again")]
    public static partial void LayerIncomplete(ILogger log, LayerId layer, string reason);

    [LoggerMessage(13016, LogLevel.Debug, "Layer {Layer}: opinion of {Peer}: {Reason}")]
    public static partial void OpinionFailed(ILogger log, LayerId layer, PeerId peer, string reason);

    [LoggerMessage(13017, LogLevel.Debug, "Layer {Layer}: certificate from {Peer}: {Reason}")]
    public static partial void CertificateFailed(ILogger log, LayerId layer, PeerId peer, string reason);

    [LoggerMessage(13018, LogLevel.Debug, "Layer {Layer}: certificate of block {Block} does not count: {Reason}")]
    public static partial void CertificateRefused(ILogger log, LayerId layer, BlockId block, string reason);

    [LoggerMessage(13019, LogLevel.Warning, "Layer {Layer}: certified block {Block} could not be fetched: {Reason}")]
    public static partial void CertifiedBlockMissing(ILogger log, LayerId layer, BlockId block, string reason);

    [LoggerMessage(13020, LogLevel.Warning, "Sync: layer {Layer} lacks blocks: {Reason}")]
    public static partial void BlocksMissing(ILogger log, LayerId layer, string reason);

    [LoggerMessage(13021, LogLevel.Information, "{Peer} has another mesh at layer {Layer}; where it forks could not be found: {Reason}")]
    public static partial void ForkNotFound(ILogger log, PeerId peer, LayerId layer, string reason);

    [LoggerMessage(13022, LogLevel.Warning, "{Peer} has another mesh at layer {Layer}: it forks after layer {Fork}; its layers are looked at")]
    public static partial void ForkFound(ILogger log, PeerId peer, LayerId layer, LayerId fork);

    [LoggerMessage(13023, LogLevel.Debug, "{Peer} has another mesh, and not the ATXs that it lists for epoch {Epoch}: {Reason}")]
    public static partial void ForkAtxsFailed(ILogger log, PeerId peer, EpochId epoch, string reason);

    [LoggerMessage(13024, LogLevel.Warning, "{Peer} lists objects that nobody has: its lists are not asked for any more")]
    public static partial void Liar(ILogger log, PeerId peer);
}
