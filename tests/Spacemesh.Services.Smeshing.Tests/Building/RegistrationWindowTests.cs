using System.Diagnostics.Metrics;
using Spacemesh.Ports.Local;
using Spacemesh.Ports.Metrics;
using Spacemesh.Services.Smeshing.Building;
using Spacemesh.Services.Smeshing.Tests.World;
using Spacemesh.Wire.Activation;

namespace Spacemesh.Services.Smeshing.Tests.Building;

/// <summary>The metric <c>activation_publish_window_seconds</c> (spec 09b §11.1).</summary>
public sealed class RegistrationWindowTests
{
    [Theory]
    [InlineData(false, "ontime 10")]
    [InlineData(true, "late 1, ontime 999")]
    public void Builder_measures_the_time_that_is_left_or_missed(bool roundStarted, string expected)
    {
        var stage = new PhaseStage(Testbed.Golden, Testbed.Genesis, roundStarted);
        var identity = Testbed.Node("01");
        stage.World.Local.InitialPosts.Add(identity, new InitialPost(new PostV1(1, new byte[] { 1 }, 1), 2, Testbed.Golden, 7, default));
        using var meter = new Meter("test");
        using var listener = new MeterListener();
        var heard = new List<string>();
        listener.InstrumentPublished = (instrument, listening) =>
        {
            if (ReferenceEquals(instrument.Meter, meter) && instrument.Name == "spacemesh_activation_publish_window_seconds")
                listening.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<double>((_, value, tags, _) => heard.Add($"{tags[0].Value} {value:0}"));
        listener.Start();
        var instruments = new NodeInstruments(meter);
        Assert.Equal("ok", stage.Run(context =>
        {
            context = context with { Instruments = instruments };
            var positioning = new PositioningSearch(context.State.Atxs, context.Atxs, context.Chains, Testbed.Golden, context.Options.PostValidDelay, context.Alarm);
            return new ChallengeBuilder(context, positioning, new BuilderRows(context.Local), new AtxSyncWait(context.Sync, context.Alarm)).BuildAsync(identity, CancellationToken.None);
        }));
        Assert.Equal(expected, string.Join(", ", heard));
    }
}
