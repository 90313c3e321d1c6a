namespace Spacemesh.Primitives.Tests;

public sealed class NetworkParametersTests
{
    [Fact]
    public void Hostile_epochs_are_refused_without_exception()
    {
        Assert.False(Networks.Standalone.TryFirstLayer(new EpochId(uint.MaxValue), out _));
        Assert.Throws<OverflowException>(() => Networks.Standalone.FirstLayer(new EpochId(uint.MaxValue)));
        Assert.Equal(new EpochId(0), new EpochId(uint.MaxValue).Target);
    }

    [Fact]
    public void Times_never_wrap()
    {
        var network = Networks.Standalone with { LayerDuration = TimeSpan.FromMinutes(5) };
        Assert.False(network.TryStartOf(LayerId.Max, out var start));
        Assert.Equal(DateTimeOffset.MaxValue, start);
        Assert.Equal(DateTimeOffset.MaxValue, network.StartOf(LayerId.Max));
        Assert.Equal(LayerId.Zero, network.LayerAt(DateTimeOffset.MinValue));
        Assert.Equal(LayerId.Max, (network with { LayerDuration = TimeSpan.FromTicks(1) }).LayerAt(DateTimeOffset.MaxValue));
    }

    [Fact]
    public void A_layer_runs_from_its_start()
    {
        var network = Networks.Standalone;
        foreach (uint layer in new uint[] { 0, 1, 19, 20, 100_000, 1 << 30 })
        {
            var start = network.StartOf(new LayerId(layer));
            Assert.Equal(layer, network.LayerAt(start).Value);
            Assert.Equal(layer == 0 ? 0 : layer - 1, network.LayerAt(start - TimeSpan.FromTicks(1)).Value);
        }
    }

    [Fact]
    public void Start_between_two_ticks_is_rounded_up()
    {
        var timeline = new LayerTimeline(1, 1_000_000_050);
        Assert.True(timeline.TryStartOf(new LayerId(1), out var start));
        Assert.Equal(new LayerId(1), timeline.LayerAt(start));
        Assert.Equal(new LayerId(0), timeline.LayerAt(start - TimeSpan.FromTicks(1)));
    }

    [Fact]
    public void Restored_network_resumes_before_its_restore_layer()
    {
        Assert.Equal(19u, Networks.Standalone.EffectiveGenesis.Value);
        var restored = Networks.Standalone with { RestoreLayer = new LayerId(40) };
        Assert.Equal(39u, restored.EffectiveGenesis.Value);
        Assert.Equal(19u, restored.FirstEffectiveGenesis.Value);
    }

    [Fact]
    public void Genesis_id_is_the_head_of_the_golden_atx() =>
        Assert.Equal("0102030405060708090a0b0c0d0e0f1011121314", Networks.Standalone.GenesisId.ToString());

    [Fact]
    public void Bad_values_name_their_key()
    {
        Assert.Equal("layers-per-epoch", Key(network => network with { LayersPerEpoch = 0 }));
        Assert.Equal("layers-per-epoch", Key(network => network with { LayersPerEpoch = uint.MaxValue }));
        Assert.Equal("layer-duration", Key(network => network with { LayerDuration = TimeSpan.Zero }));
        Assert.Equal("layer-duration", Key(network => network with { LayerDuration = TimeSpan.MaxValue }));
        Assert.Equal("network-hrp", Key(network => network with { AddressPrefix = "" }));
        Assert.Equal("network-hrp", Key(network => network with { AddressPrefix = "sm\n" }));
        Assert.Equal("recovery.recovery-layer", Key(network => network with { RestoreLayer = LayerId.Zero }));
    }

    [Fact]
    public void A_dependency_keeps_its_nature()
    {
        Assert.True(Verdict.Ignore("missing").After(Verdict.Reject("bad")).IsReject);
        Assert.True(Verdict.Accept.After(Verdict.Ignore("late")).IsIgnore);
        Assert.Equal("worse", Verdict.Reject("worse").After(Verdict.Reject("bad")).Reason);
        Assert.True(Verdict.Accept.After(Verdict.Accept).IsAccept);
        Assert.True(default(Verdict).IsIgnore);
    }

    private static string Key(Func<NetworkParameters, NetworkParameters> change) =>
        Assert.Throws<InvalidOptionException>(() => change(Networks.Standalone)).Key;
}
