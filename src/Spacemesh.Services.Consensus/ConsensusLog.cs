using Microsoft.Extensions.Logging;
using Spacemesh.Hare;
using Spacemesh.Primitives;
using Spacemesh.Wire.Hare;

namespace Spacemesh.Services.Consensus;

/// <summary>Messages 4100 to 4149.</summary>
internal static partial class ConsensusLog
{
    [LoggerMessage(4100, LogLevel.Information, "Hare runs from layer {Layer} on")]
    public static partial void HareStarts(ILogger log, LayerId layer);

    [LoggerMessage(4101, LogLevel.Information, "No hare in layer {Layer}: {Reason}")]
    public static partial void NoSession(ILogger log, LayerId layer, string reason);

    [LoggerMessage(4102, LogLevel.Debug, "Hare of layer {Layer}: {Seats} seats of {Smeshers} own smeshers in iteration {Iteration}, {Round}")]
    public static partial void Seated(ILogger log, LayerId layer, int seats, int smeshers, byte iteration, HareRound round);

    [LoggerMessage(4103, LogLevel.Information, "Hare of layer {Layer} agreed on {Count} proposals")]
    public static partial void Agreed(ILogger log, LayerId layer, int count);

    [LoggerMessage(4104, LogLevel.Debug, "Weak coin of layer {Layer}: {Coin}")]
    public static partial void Coin(ILogger log, LayerId layer, bool coin);

    [LoggerMessage(4105, LogLevel.Debug, "Hare of layer {Layer} ended: {End}")]
    public static partial void Ended(ILogger log, LayerId layer, HareEnd end);

    [LoggerMessage(4106, LogLevel.Warning, "Hare of layer {Layer} failed to reach consensus in {Iterations} iterations; the layer is left to sync")]
    public static partial void NoConsensus(ILogger log, LayerId layer, byte iterations);

    [LoggerMessage(4107, LogLevel.Debug, "Own message on {Topic} was not published: {Verdict}")]
    public static partial void Refused(ILogger log, string topic, Verdict verdict);

    [LoggerMessage(4108, LogLevel.Warning, "Own message on {Topic} was not signed: {Reason}")]
    public static partial void Unsigned(ILogger log, string topic, string reason);

    [LoggerMessage(4109, LogLevel.Warning, "Own message of {Smesher} in layer {Layer} was not sent: {Reason}")]
    public static partial void Unsealed(ILogger log, NodeId smesher, LayerId layer, string reason);

    [LoggerMessage(4110, LogLevel.Warning, "Smesher {Smesher} equivocated in the hare of layer {Layer}")]
    public static partial void Equivocated(ILogger log, NodeId smesher, LayerId layer);

    [LoggerMessage(4111, LogLevel.Warning, "Own seats in layer {Layer} are not known: {Reason}")]
    public static partial void NoSeats(ILogger log, LayerId layer, string reason);

    [LoggerMessage(4112, LogLevel.Error, "Proposals for the hare of layer {Layer} could not be selected: the node brings none")]
    public static partial void NotSelected(ILogger log, Exception failure, LayerId layer);

    [LoggerMessage(4120, LogLevel.Information, "Block {Block} of layer {Layer} is certified")]
    public static partial void Certified(ILogger log, LayerId layer, BlockId block);

    [LoggerMessage(4121, LogLevel.Error, "Layer {Layer} has several valid certificates; one of them is of block {Block}")]
    public static partial void Contested(ILogger log, LayerId layer, BlockId block);

    [LoggerMessage(4122, LogLevel.Warning, "Layer {Layer} could not be certified: {Reason}")]
    public static partial void NotCertified(ILogger log, LayerId layer, string reason);

    [LoggerMessage(4130, LogLevel.Information, "Block {Block} of layer {Layer} is built")]
    public static partial void Built(ILogger log, LayerId layer, BlockId block);

    [LoggerMessage(4131, LogLevel.Warning, "No block is built for layer {Layer}: {Reason}")]
    public static partial void NotBuilt(ILogger log, LayerId layer, string reason);

    [LoggerMessage(4132, LogLevel.Error, "{Step} of layer {Layer} failed")]
    public static partial void StepFailed(ILogger log, Exception failure, string step, LayerId layer);
}
