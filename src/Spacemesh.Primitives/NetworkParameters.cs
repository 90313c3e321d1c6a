namespace Spacemesh.Primitives;

/// <summary>
/// What makes a network itself: its genesis, its layers and epochs, its address prefix. A value that is passed in, never a static:
/// several networks live in one process. Every property validates itself and throws <see cref="InvalidOptionException"/>.
/// </summary>
public sealed record NetworkParameters
{
    /// <summary>The first effective genesis, 2·LPE − 1, must be a layer.</summary>
    private const uint MaxLayersPerEpoch = 1u << 31;

    /// <summary>Layers per epoch (LPE), at least 1.</summary>
    public required uint LayersPerEpoch
    {
        get;
        init => field = value is >= 1 and <= MaxLayersPerEpoch
            ? value
            : throw new InvalidOptionException("layers-per-epoch", $"{value} is not between 1 and {MaxLayersPerEpoch}");
    }

    /// <summary>Length of a layer, more than zero.</summary>
    public required TimeSpan LayerDuration
    {
        get;
        init => field = value > TimeSpan.Zero && value <= MaxLayerDuration
            ? value
            : throw new InvalidOptionException("layer-duration", $"{value} is not between one tick and {MaxLayerDuration}");
    }

    /// <summary>Begin of layer 0.</summary>
    public required DateTimeOffset GenesisTime { get; init; }

    /// <summary>The virtual root of all ATX chains; its first 20 bytes are <see cref="GenesisId"/> (spec 01 §5.4).</summary>
    public required AtxId GoldenAtx { get; init; }

    /// <summary>Human-readable part of addresses, 1 to 83 printable characters; one with upper-case letters matches no address (spec 01 §5.1).</summary>
    public required string AddressPrefix
    {
        get;
        init => field = value is { Length: >= 1 and <= 83 } && !value.AsSpan().ContainsAnyExceptInRange('!', '~')
            ? value
            : throw new InvalidOptionException("network-hrp", $"'{value}' is not 1 to 83 printable ASCII characters");
    }

    /// <summary>The layer from which a checkpoint recovery resumed; null when the node began at genesis.</summary>
    public LayerId? RestoreLayer
    {
        get;
        init => field = value is not { Value: 0 }
            ? value
            : throw new InvalidOptionException("recovery.recovery-layer", "layer 0 cannot be restored: it has no layer before it");
    }

    /// <summary>The network's name in everything signed: the first 20 bytes of <see cref="GoldenAtx"/>.</summary>
    public GenesisId GenesisId
    {
        get
        {
            var golden = GoldenAtx;
            return GenesisId.FromBytes(AtxId.Span(in golden)[..GenesisId.Size]);
        }
    }

    /// <summary>2·LPE − 1: epochs 0 and 1 carry no content.</summary>
    public LayerId FirstEffectiveGenesis => new((uint)((2ul * LayersPerEpoch) - 1));

    /// <summary>The last layer without content: the first effective genesis, or the layer before <see cref="RestoreLayer"/>.</summary>
    public LayerId EffectiveGenesis => RestoreLayer?.Sub(1) ?? FirstEffectiveGenesis;

    /// <summary>Layers against time, to the nanosecond.</summary>
    public LayerTimeline Timeline => new(LayerTimeline.ToNanoseconds(GenesisTime), LayerDuration.Ticks * 100);

    /// <summary>Length of an epoch; saturates.</summary>
    public TimeSpan EpochDuration =>
        (Int128)LayerDuration.Ticks * LayersPerEpoch is var ticks && ticks > long.MaxValue ? TimeSpan.MaxValue : new TimeSpan((long)ticks);

    /// <summary>The reference's durations are signed 64-bit nanoseconds.</summary>
    private static TimeSpan MaxLayerDuration { get; } = new(long.MaxValue / 100);

    public EpochId EpochOf(LayerId layer) => new(layer.Value / LayersPerEpoch);

    /// <summary>Position of a layer in its epoch, from 0.</summary>
    public uint OrdinalInEpoch(LayerId layer) => layer.Value % LayersPerEpoch;

    public bool IsFirstInEpoch(LayerId layer) => OrdinalInEpoch(layer) == 0;

    /// <summary>First layer of an epoch; throws <see cref="OverflowException"/> where none exists. For epochs of this node only.</summary>
    public LayerId FirstLayer(EpochId epoch) => new(checked(epoch.Value * LayersPerEpoch));

    /// <summary>First layer of an epoch that came from outside; false where the epoch lies beyond the last layer.</summary>
    public bool TryFirstLayer(EpochId epoch, out LayerId layer) => new LayerId(epoch.Value).TryMul(LayersPerEpoch, out layer);

    /// <summary>The layer that runs at a time: 0 before genesis; saturates.</summary>
    public LayerId LayerAt(DateTimeOffset time) => Timeline.LayerAt(time);

    /// <summary>The epoch that runs at a time.</summary>
    public EpochId EpochAt(DateTimeOffset time) => EpochOf(LayerAt(time));

    /// <summary>Begin of a layer, or the end of the calendar (year 9999) for layers beyond it.</summary>
    public DateTimeOffset StartOf(LayerId layer) => Timeline.StartOf(layer);

    /// <summary>Begin of a layer that came from outside; false where it lies beyond the calendar.</summary>
    public bool TryStartOf(LayerId layer, out DateTimeOffset start) => Timeline.TryStartOf(layer, out start);
}
