using Spacemesh.Wire.Activation;

namespace Spacemesh.Services.Smeshing.Tests.Simulation;

public sealed class SmeshingSimulationTests
{
    /// <summary>The first epoch whose round a node that starts with the network can be in.</summary>
    private const uint FirstEpoch = 1;

    [Theory]
    [InlineData(1, 1ul)]
    [InlineData(1, 2ul)]
    [InlineData(1, 3ul)]
    [InlineData(20, 1ul)]
    [InlineData(20, 2ul)]
    public void Node_that_is_killed_at_random_while_poets_and_services_fail_misses_no_epoch(int identities, ulong seed)
    {
        const uint Epochs = 52;
        var world = new SmeshingWorld(seed, identities, faults: true);
        world.Run(Epochs, random => TimeSpan.FromSeconds(600 + random.Next(9000)));
        Assert.True(world.Kills > 20);
        CheckSafety(world);
        foreach (var identity in world.Identities)
        {
            var epochs = world.EpochsOf(identity, Epochs - 1);
            Assert.Equal(Enumerable.Range((int)FirstEpoch, (int)(Epochs - FirstEpoch)).Select(epoch => (uint)epoch), epochs);
        }
    }

    [Fact]
    public void Node_with_second_version_lives_the_same_life()
    {
        Assert.True(AtxVersionSchedule.TryCreate([KeyValuePair.Create(new EpochId(4), 2u)], out var versions, out _));
        var world = new SmeshingWorld(5, 3, faults: true);
        world = new SmeshingWorld(5, 3, faults: true) { Options = world.Options with { AtxVersions = versions } };
        world.Run(12, random => TimeSpan.FromSeconds(600 + random.Next(9000)));
        CheckSafety(world);
    }

    [Fact]
    public void Kill_at_every_write_resumes_without_a_second_registration_or_ATX()
    {
        const uint Epochs = 4;
        var calm = new SmeshingWorld(1, 2, faults: false);
        calm.Run(Epochs);
        Assert.True(calm.Writes > 30);
        for (int write = 1; write <= calm.Writes; write++)
        {
            foreach (bool before in new[] { true, false })
            {
                var world = new SmeshingWorld(1, 2, faults: false) { KillAt = (write, before) };
                world.Run(Epochs);
                CheckSafety(world);
                foreach (var identity in world.Identities)
                    Assert.True(calm.EpochsOf(identity, Epochs - 1).SequenceEqual(world.EpochsOf(identity, Epochs - 1)), $"killed {(before ? "before" : "after")} write {write}: an epoch is missing");
            }
        }
    }

    private static void CheckSafety(SmeshingWorld world)
    {
        Assert.Equal(0, world.DoubleRegistrations);
        Assert.All(world.Storage.Signed, signed => Assert.Single(signed.Value));
    }
}
