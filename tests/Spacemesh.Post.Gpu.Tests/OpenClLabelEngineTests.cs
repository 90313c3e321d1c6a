using Spacemesh.Post.Labels;
using Spacemesh.Primitives;

namespace Spacemesh.Post.Gpu.Tests;

public sealed class OpenClLabelEngineTests
{
    private static readonly Commitment Own = Commitment.FromBytes([.. Enumerable.Range(7, Bytes32.Length).Select(value => (byte)value)]);

    private static OpenClDevice Device => OpenClDevice.List(withCpus: true)[0];

    [Fact]
    public void Engine_without_options_tunes_itself_and_agrees_with_the_cpu()
    {
        using var device = new OpenClLabelEngine(Device);
        using var cpu = LabelEngines.Best();
        byte[] expected = new byte[300 * LabelRange.LabelSize];
        byte[] actual = new byte[expected.Length];
        var expectedNonce = cpu.Compute(Own, 512, 5, expected, VrfThreshold.Of(300).ToArray());
        var actualNonce = device.Compute(Own, 512, 5, actual, VrfThreshold.Of(300).ToArray());
        Assert.Equal(expected, actual);
        Assert.Equal(expectedNonce, actualNonce);
    }

    [Fact]
    public void Engine_computes_scattered_labels_of_several_identities()
    {
        using var device = new OpenClLabelEngine(Device, new OpenClOptions { LookupGap = 2, Lanes = 32 });
        using var cpu = LabelEngines.Best();
        LabelId[] ids = [new(Own, 5), new(Own, 6), new(default, 7), new(Own, ulong.MaxValue - 1)];
        var expected = new Hash32[ids.Length];
        var actual = new Hash32[ids.Length];
        cpu.ComputeAt(16, ids, expected);
        device.ComputeAt(16, ids, actual);
        Assert.Equal(expected, actual);
    }

    [Fact]
    public void Calls_of_several_threads_share_the_device()
    {
        using var device = new OpenClLabelEngine(Device, new OpenClOptions { LookupGap = 1, Lanes = 32 });
        using var cpu = LabelEngines.Best();
        Parallel.For(0, 8, part =>
        {
            byte[] expected = new byte[100 * LabelRange.LabelSize];
            byte[] actual = new byte[expected.Length];
            cpu.Compute(Own, 16, (ulong)part * 100, expected);
            device.Compute(Own, 16, (ulong)part * 100, actual);
            Assert.Equal(expected, actual);
        });
    }

    [Fact]
    public void Provider_list_without_gpus_is_empty_and_with_cpus_names_them()
    {
        Assert.DoesNotContain(OpenClProviders.List(), provider => provider.Model.StartsWith("[CPU]", StringComparison.Ordinal));
        var all = OpenClProviders.List(withCpus: true);
        Assert.NotEmpty(all);
        Assert.Equal(Enumerable.Range(0, all.Count).Select(id => (uint)id), all.Select(provider => provider.Id));
        Assert.All(all, provider => Assert.True(System.Text.Encoding.UTF8.GetByteCount(provider.Model) <= 63));
    }

    [Theory]
    [InlineData(3u, null)]
    [InlineData(null, 0)]
    public void Options_that_cannot_be_used_are_named(uint? gap, int? lanes) =>
        Assert.Throws<PostOptionException>(() => new OpenClLabelEngine(Device, new OpenClOptions { LookupGap = gap, Lanes = lanes }));

    [Fact]
    public void Closed_engine_refuses()
    {
        var device = new OpenClLabelEngine(Device);
        device.Dispose();
        Assert.Throws<ObjectDisposedException>(() => device.Compute(Own, 2, 0, new byte[16]));
    }
}
