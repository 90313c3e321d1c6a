using Microsoft.Extensions.Logging;
using Spacemesh.Primitives;

namespace Spacemesh.Services.Checkpoint.Recovery;

internal static partial class RecoveryLog
{
    [LoggerMessage(13200, LogLevel.Information, "Recovery: this state was restored at layer {Layer} before; nothing to do")]
    public static partial void DoneBefore(ILogger log, LayerId layer);

    [LoggerMessage(13201, LogLevel.Information, "Recovery: getting {Uri}")]
    public static partial void Fetching(ILogger log, string uri);

    [LoggerMessage(13202, LogLevel.Warning, "Recovery: {Reason}; the node starts without it")]
    public static partial void NotFound(ILogger log, string reason);

    [LoggerMessage(13203, LogLevel.Information, "Recovery: the network begins at layer {Layer} with {Accounts} accounts and {Atxs} ATXs; {Preserved} own ATXs are kept")]
    public static partial void Recovered(ILogger log, LayerId layer, int accounts, int atxs, int preserved);

    [LoggerMessage(13204, LogLevel.Warning, "Recovery: {File} was left by a recovery that was interrupted; it is put in place")]
    public static partial void Resumed(ILogger log, string file);

    [LoggerMessage(13205, LogLevel.Warning, "Recovery: ATXs of identity {Identity} are not kept: something that ATX {Root} builds on has no content")]
    public static partial void NotPreserved(ILogger log, NodeId identity, AtxId root);

    [LoggerMessage(13206, LogLevel.Warning, "Recovery: PoET proof {Reference} of an own ATX is not in the old state")]
    public static partial void ProofMissing(ILogger log, PoetProofRef reference);

    [LoggerMessage(13207, LogLevel.Warning, "Recovery: kept PoET proof {Reference} was refused: {Reason}")]
    public static partial void ProofRefused(ILogger log, PoetProofRef reference, string reason);

    [LoggerMessage(13208, LogLevel.Warning, "Recovery: kept ATX {Id} of epoch {Epoch} was refused: {Reason}")]
    public static partial void AtxRefused(ILogger log, AtxId id, EpochId epoch, string reason);

    [LoggerMessage(13209, LogLevel.Information, "Recovery: kept ATX {Id} of epoch {Epoch} is back")]
    public static partial void Replayed(ILogger log, AtxId id, EpochId epoch);
}
