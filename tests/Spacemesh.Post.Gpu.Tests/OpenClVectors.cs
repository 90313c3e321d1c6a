using Spacemesh.Crypto.Hashing;
using Spacemesh.Post.Labels;
using Spacemesh.Primitives;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Post.Gpu.Tests;

/// <summary>The ranges of the reference's OpenCL kernel, on every OpenCL device of this machine, with each lookup gap.</summary>
[VectorFile("02-ocl-labels")]
public sealed class OpenClVectors : VectorSuite, IDisposable
{
    private static readonly uint[] Gaps = [1, 2, 4];

    private readonly List<OpenClLabelEngine> _engines =
        [.. OpenClDevice.List(withCpus: true).SelectMany(device => Gaps.Select(gap => new OpenClLabelEngine(device, new OpenClOptions { LookupGap = gap, Lanes = 64 })))];

    public override void Check(VectorCase vector)
    {
        VectorCase.True(_engines.Count > 0, "no OpenCL device: install pocl-opencl-icd");
        var commitment = Commitment.FromBytes(vector.In.Hex("commitment"));
        ulong first = vector.In.U64("first");
        byte[] any = [.. Enumerable.Repeat((byte)0xff, Bytes32.Length)];
        foreach (var engine in _engines)
        {
            byte[] labels = new byte[(int)(vector.In.U64("end_exclusive") - first) * LabelRange.LabelSize];
            var smallest = engine.Compute(commitment, vector.In.U32("n"), first, labels, any);
            VectorCase.Equal(vector.Out.Hex("blake3_of_label16_stream"), Blake3.Hash(labels).ToArray(), $"{engine.Name}: BLAKE3 of the labels");
            VectorCase.Equal(vector.Out.U64("smallest_index"), smallest!.Value.Index, $"{engine.Name}: index of the smallest label");
            VectorCase.Equal(vector.Out.Hex("smallest_label32"), smallest.Value.Label.ToArray(), $"{engine.Name}: smallest label");
        }
    }

    public void Dispose() => _engines.ForEach(engine => engine.Dispose());
}
