using Spacemesh.Primitives;

namespace Spacemesh.Operations.Tests;

public sealed class PhaseSwitchTests
{
    private const string Own = "56f84cc5f4839b08ad882495960e9ffa382929d997d4ea650e277513b13177f7";
    private static readonly DateTimeOffset Genesis = new(2023, 7, 14, 8, 0, 0, TimeSpan.Zero);
    private static readonly PoetPhase Default = new(TimeSpan.FromHours(240), TimeSpan.FromHours(12));

    [Fact]
    public void Challenge_under_way_refuses_and_keeps_everything()
    {
        using var golden = GoldenFolder.Node("n1");
        var refusal = Assert.Throws<OperationException>(() => PhaseSwitch.Run(golden.Folder, null, null, golden.LockFile));
        Assert.Equal(OperationErrorKind.Refused, refusal.Kind);
        Assert.Contains(Own, refusal.Message, StringComparison.Ordinal);
        Assert.Contains("epoch 26", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(1, golden.Ask("local.sql", "SELECT count(*) FROM poet_registration"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("node_state.sql")]
    [InlineData("state.sql")]
    [InlineData("local.sql")]
    public void Registrations_of_all_identities_are_deleted(string? name)
    {
        using var golden = Prepared();
        var result = PhaseSwitch.Run(golden.Folder, name, null, golden.LockFile);
        Assert.Equal((golden.At("local.sql"), 2, 2), (result.Path, result.Registrations, result.Niposts));
        Assert.Equal(0, golden.Ask("local.sql", "SELECT (SELECT count(*) FROM poet_registration) + (SELECT count(*) FROM nipost)"));
        Assert.Equal(1, golden.Ask("local.sql", "SELECT count(*) FROM post"));
    }

    [Fact]
    public void Only_the_named_identity_is_freed_though_another_one_has_a_challenge()
    {
        using var golden = Prepared();
        golden.Change("local.sql", "INSERT INTO challenge (id, epoch, sequence, prev_atx, pos_atx) VALUES (zeroblob(32), 3, 0, zeroblob(32), zeroblob(32))");
        var result = PhaseSwitch.Run(golden.Folder, null, NodeId.FromBytes(Convert.FromHexString(Own)), golden.LockFile);
        Assert.Equal((1, 1), (result.Registrations, result.Niposts));
        Assert.Equal(1, golden.Ask("local.sql", "SELECT count(*) FROM nipost WHERE id = zeroblob(32)"));
        Assert.Equal(OperationErrorKind.Refused, Assert.Throws<OperationException>(() => PhaseSwitch.Run(golden.Folder, null, default(NodeId), golden.LockFile)).Kind);
    }

    [Fact]
    public void Database_of_an_older_release_is_taken_under_its_old_name()
    {
        using var golden = Prepared();
        File.Move(golden.At("local.sql"), golden.At("node_state.sql"));
        Assert.Equal(2, PhaseSwitch.Run(golden.Folder, "node_state.sql", null, golden.LockFile).Registrations);
    }

    [Fact]
    public void File_without_registrations_is_refused()
    {
        using var golden = GoldenFolder.Node("n4");
        Assert.Equal(OperationErrorKind.Unsuitable, Assert.Throws<OperationException>(() => PhaseSwitch.Run(golden.Folder, "state.sql", null, golden.LockFile)).Kind);
        Assert.Equal(OperationErrorKind.Missing, Assert.Throws<OperationException>(() => PhaseSwitch.Run(golden.Folder, null, null, golden.LockFile)).Kind);
    }

    [Fact]
    public void Window_of_the_guide_lies_between_the_rounds()
    {
        // The guide's example of an end of round, 20:00 UTC on every second Sunday; the new PoETs begin a day later.
        var window = PhaseWindow.At(new DateTimeOffset(2024, 2, 1, 0, 0, 0, TimeSpan.Zero), Mainnet, Default, new PoetPhase(TimeSpan.FromHours(264), TimeSpan.FromHours(12)));
        Assert.Equal(DayOfWeek.Sunday, window.Opens.DayOfWeek);
        Assert.Equal(20, window.Opens.Hour);
        Assert.Equal(TimeSpan.FromHours(36), window.Closes - window.Opens);
        Assert.False(window.MissesEpoch);
        Assert.Equal(Mainnet.EpochAt(window.Opens), window.Epoch);
    }

    [Fact]
    public void Earlier_phase_loses_an_epoch()
    {
        var window = PhaseWindow.At(Genesis.AddDays(100), Mainnet, Default, new PoetPhase(TimeSpan.FromHours(24), TimeSpan.FromHours(12)));
        Assert.True(window.MissesEpoch);
        Assert.Equal(TimeSpan.FromHours(336 + 24 - 228), window.Closes - window.Opens);
        Assert.True(window.Closes > Genesis.AddDays(100));
    }

    [Theory]
    [InlineData(336, 12)]
    [InlineData(24, 336)]
    [InlineData(24, 0)]
    public void Phase_that_does_not_fit_an_epoch_is_refused(int shift, int gap) => Assert.Throws<InvalidOptionException>(
        () => PhaseWindow.At(Genesis, Mainnet, Default, new PoetPhase(TimeSpan.FromHours(shift), TimeSpan.FromHours(gap))));

    private static NetworkParameters Mainnet => new()
    {
        LayersPerEpoch = 4032,
        LayerDuration = TimeSpan.FromMinutes(5),
        GenesisTime = Genesis,
        GoldenAtx = default,
        AddressPrefix = "sm",
    };

    /// <summary>After the ATX was published: no challenge, two identities with registration and NiPoST.</summary>
    private static GoldenFolder Prepared()
    {
        var golden = GoldenFolder.Node("n1");
        golden.Change("local.sql", "DELETE FROM challenge; INSERT INTO poet_registration SELECT zeroblob(32), hash, address, round_id, round_end FROM poet_registration");
        foreach (string id in new[] { $"x'{Own}'", "zeroblob(32)" })
            golden.Change("local.sql", $"INSERT INTO nipost VALUES ({id}, 1, x'01', 1, 1, 1, x'01', zeroblob(32), 1)");
        return golden;
    }
}
