using System.Globalization;
using Spacemesh.Primitives;

namespace Spacemesh.Tortoise.Tests;

/// <summary>A node that restarts, or that applies rarely, ends where one does that never stopped.</summary>
public sealed class RestartTests
{
    private const uint First = GivenMesh.Genesis + 1;

    public static TheoryData<ulong> Seeds() => [.. Enumerable.Range(1, 12).Select(seed => (ulong)seed)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Recovered_at_any_layer_it_goes_on_as_if_uninterrupted(ulong seed) =>
        Compare(seed, GivenMesh.Options with { WindowSize = 1000 }, dissent: seed % 3 == 0, layers: 28, after: 6);

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Recovered_inside_a_small_window_it_goes_on_as_if_uninterrupted(ulong seed) =>
        Compare(seed, GivenMesh.Options with { WindowSize = 10 }, dissent: false, layers: 40, after: 6);

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Recovered_twice_in_a_row_it_is_the_same(ulong seed)
    {
        using var mesh = new StoredMesh(seed, GivenMesh.Options);
        for (uint layer = First; layer < First + 20; layer++)
            Next(mesh, layer);
        var last = new LayerId(First + 19);
        Assert.Equal(Opinions(mesh.Recover(last)), Opinions(mesh.Recover(last)));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Applying_rarely_ends_in_the_state_of_applying_always(ulong seed)
    {
        // The backlog grows to several windows and is then evicted at once.
        using var mesh = new StoredMesh(seed, GivenMesh.Options with { WindowSize = 6 });
        var lazy = new TortoiseMachine(mesh.Options, new AtxsData.ConsensusCache());
        int pause = 7 + (int)(seed % 20);
        for (uint layer = First; layer < First + 80; layer++)
        {
            mesh.StartEpoch(layer, lazy);
            var made = mesh.Make(layer);
            StoredMesh.Give(mesh.Machine, made);
            StoredMesh.Give(lazy, made);
            StoredMesh.Apply(mesh.Machine, null);
            if ((layer - First) % pause == 0)
                StoredMesh.Apply(lazy, null);
        }

        StoredMesh.Apply(lazy, null);
        Assert.Equal(mesh.Machine.LatestVerified, lazy.LatestVerified);
        Assert.Equal(mesh.Machine.Evicted, lazy.Evicted);
        // The mode may differ: full mode is left only where verifying mode decides all layers in memory, and lately there were more of them.
        Assert.Equal(Opinions(mesh.Machine), Opinions(lazy));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void After_a_restart_results_are_delivered_a_few_times_only(ulong seed)
    {
        using var mesh = new StoredMesh(seed, GivenMesh.Options with { WindowSize = 100 });
        for (uint layer = First; layer < First + 60; layer++)
            Next(mesh, layer);
        var recovered = mesh.Recover(new LayerId(First + 59));
        var deliveries = new Dictionary<LayerId, int>();
        for (uint layer = First + 60; layer < First + 100; layer++)
        {
            mesh.StartEpoch(layer, recovered);
            var made = mesh.Make(layer);
            StoredMesh.Give(mesh.Machine, made);
            StoredMesh.Apply(mesh.Machine, null);
            StoredMesh.Give(recovered, made);
            foreach (var result in StoredMesh.Apply(recovered, null))
                deliveries[result.Layer] = deliveries.GetValueOrDefault(result.Layer) + 1;
        }

        // What was verified and applied before does not come again; what comes, comes until it is verified.
        Assert.DoesNotContain(deliveries.Keys, layer => layer.Value < First + 55 - mesh.Options.Hdist);
        Assert.All(deliveries.Values, count => Assert.InRange(count, 1, (2 * (int)mesh.Options.Hdist) + 4));
    }

    private static void Compare(ulong seed, TortoiseOptions options, bool dissent, uint layers, uint after)
    {
        for (uint cut = First + (uint)(seed % 4); cut < First + layers; cut += 4)
        {
            using var mesh = new StoredMesh(seed, options, dissent: dissent);
            for (uint layer = First; layer <= cut; layer++)
                Next(mesh, layer);
            var recovered = mesh.Recover(new LayerId(cut));
            Same(mesh, recovered, cut, $"seed {seed}, cut at {cut}");
            for (uint layer = cut + 1; layer <= cut + after; layer++)
            {
                mesh.StartEpoch(layer, recovered);
                var made = mesh.Make(layer);
                StoredMesh.Give(recovered, made);
                StoredMesh.Apply(recovered, null);
                StoredMesh.Give(mesh.Machine, made);
                StoredMesh.Apply(mesh.Machine, null);
                Same(mesh, recovered, layer, $"seed {seed}, cut at {cut}, layer {layer}");
            }
        }
    }

    private static void Next(StoredMesh mesh, uint layer)
    {
        mesh.StartEpoch(layer);
        var made = mesh.Make(layer);
        mesh.Store(made);
        StoredMesh.Give(mesh.Machine, made);
        StoredMesh.Apply(mesh.Machine, mesh.State);
    }

    private static void Same(StoredMesh mesh, TortoiseMachine recovered, uint layer, string where)
    {
        uint from = Math.Max(mesh.Machine.Evicted.Value, recovered.Evicted.Value) + 1;
        // Which mode counts, and by it how far one is, depends on what was seen when; what one thinks and votes does not.
        bool sameMode = mesh.Machine.IsFull == recovered.IsFull;
        string expected = State(mesh.Machine, from, layer, sameMode);
        string actual = State(recovered, from, layer, sameMode);
        Assert.True(expected == actual, $"{where}:\n{expected}\n{actual}");
    }

    private static string State(TortoiseMachine machine, uint from, uint layer, bool withVerified)
    {
        Assert.True(machine.TryEncodeVotes(new LayerId(layer + 1), out var opinion, out string? failure), failure);
        return string.Create(CultureInfo.InvariantCulture, $"full {(withVerified ? machine.IsFull : null)} verified {(withVerified ? machine.LatestVerified : null)} vote {opinion.Hash} opinions {Opinions(machine, from)}");
    }

    private static string Opinions(TortoiseMachine machine, uint from = 0) => string.Join(
        ' ', machine.Snapshot().Layers.Where(pair => pair.Key.Value >= from && pair.Key <= machine.Processed).OrderBy(pair => pair.Key).Select(pair => $"{pair.Key}:{pair.Value.Opinion.ToHex()[..8]}"));
}
