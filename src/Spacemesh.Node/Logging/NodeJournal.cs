using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Spacemesh.Ports.Events;
using Spacemesh.Ports.Events.User;
using Spacemesh.Primitives;

#pragma warning disable SYSLIB1015 // What is not in the text of an entry is a field behind it.

namespace Spacemesh.Node.Logging;

/// <summary>
/// Logs what happened in the words and fields that operators' programs look for (spec 09b §8.4), out of the node's events: the services
/// themselves need not know who reads their log.
/// </summary>
internal sealed partial class NodeJournal(IEventFeed events, ILoggerFactory logs)
{
    private const int Capacity = 1024;

    private readonly ILogger _votes = logs.CreateLogger("trtl");
    private readonly ILogger _post = logs.CreateLogger("post");
    private readonly ILogger _proposals = logs.CreateLogger("proposalBuilder");

    /// <summary>Follows the events until it is cancelled; a burst that is too long to keep is passed over.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            using var layers = events.Subscribe<LayerUpdated>(Capacity, updated => updated.Progress == LayerProgress.Applied);
            using var told = events.Subscribe<UserEventOccurred>(Capacity);
            while (!layers.IsFull && !told.IsFull)
            {
                while (layers.TryRead(out var layer))
                    LogVerified(_votes, layer.Layer.Value);
                while (told.TryRead(out var happened))
                    Tell(happened.Event);
                await await Task.WhenAny(layers.WaitAsync(cancellationToken), told.WaitAsync(cancellationToken));
            }
        }
    }

    private void Tell(UserEvent happened)
    {
        switch (happened)
        {
            case InitialisationCompleted completed:
                LogSetUp(_post, completed.Smesher.ToHex());
                break;
            case EligibilitiesComputed computed when _proposals.IsEnabled(LogLevel.Information):
                _proposals.Log(LogLevel.Information, new EventId(9032), FieldsOf(computed), null, static (_, _) => "proposal eligibility for an epoch");
                break;
        }
    }

    // The fields that reward trackers read out of a copied line.
    private static List<KeyValuePair<string, object?>> FieldsOf(EligibilitiesComputed computed)
    {
        uint slots = (uint)computed.Layers.Sum(layer => layer.Count);
        string layers = string.Join(", ", computed.Layers.Select(layer => string.Create(CultureInfo.InvariantCulture, $$"""{"layer": {{layer.Layer}}, "slots": {{layer.Count}}}""")));
        using var document = JsonDocument.Parse($"[{layers}]");
        return
        [
            new("node_id", computed.Smesher.ToHex()),
            new("epoch_id", computed.Epoch.Value),
            new("beacon", computed.Beacon.ToHex()),
            new("atx", computed.Atx.ToHex()),
            new("total num slots", slots),
            new("num layers eligible", computed.Layers.Count),
            new("layers to num proposals", document.RootElement.Clone()),
        ];
    }

    [LoggerMessage(9030, LogLevel.Information, "candidate layer is verified")]
    private static partial void LogVerified(ILogger logger, uint layer);

    [LoggerMessage(9031, LogLevel.Information, "post setup completed")]
    private static partial void LogSetUp(ILogger logger, string smesher);
}
