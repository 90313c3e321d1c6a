using Spacemesh.Post;
using Spacemesh.Services.Smeshing.Time;

namespace Spacemesh.Services.Smeshing.Tests.World;

/// <summary>Networks and bytes for tests.</summary>
internal static class Testbed
{
    public static readonly AtxId Golden = AtxId.FromBytes([.. Enumerable.Range(1, 32).Select(i => (byte)i)]);

    public static readonly DateTimeOffset Genesis = new(2024, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static NetworkParameters Network(uint layersPerEpoch, TimeSpan layer, DateTimeOffset? genesis = null) => new()
    {
        LayersPerEpoch = layersPerEpoch,
        LayerDuration = layer,
        GenesisTime = genesis ?? Genesis,
        GoldenAtx = Golden,
        AddressPrefix = "test",
    };

    public static SmeshingOptions Options(NetworkParameters network, PoetTimes? poet = null) => new()
    {
        Network = network,
        Poet = poet ?? new PoetTimes { PhaseShift = TimeSpan.Zero, CycleGap = TimeSpan.Zero },
        Post = new PostConfig { MinNumUnits = 1, MaxNumUnits = 12, LabelsPerUnit = 64, K1 = 12, K2 = 4, K3 = 4, Scrypt = new ScryptParameters(2, 1, 1) },
        PostValidDelay = null,
    };

    /// <summary>An id that begins with these hex digits.</summary>
    public static byte[] Padded(string hex) => Convert.FromHexString(hex.PadRight(64, '0'));

    public static AtxId Atx(string hex) => AtxId.FromBytes(Padded(hex));

    public static NodeId Node(string hex) => NodeId.FromBytes(Padded(hex));
}
