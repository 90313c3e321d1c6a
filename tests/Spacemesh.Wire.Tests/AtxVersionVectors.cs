using System.Globalization;
using Spacemesh.Primitives;
using Spacemesh.Testing.Vectors;
using Spacemesh.Wire.Activation;

namespace Spacemesh.Wire.Tests;

[VectorFile("01-atx-version")]
internal sealed class AtxVersionVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        var versions = vector.In.GetProperty("versions").EnumerateObject().ToDictionary(
            entry => new EpochId(uint.Parse(entry.Name, CultureInfo.InvariantCulture)), entry => entry.Value.GetUInt32());
        bool valid = AtxVersionSchedule.TryCreate(versions, out var schedule, out string? problem);
        if (vector.In.Text("op") == "validate")
        {
            VectorCase.Equal(vector.Out.Has("error") ? vector.Out.Text("error") : null, problem, "error");
            return;
        }

        VectorCase.True(valid, $"schedule: {problem}");
        byte[] blob = vector.In.Hex("bytes");
        bool read = VersionedAtx.TryReadVersion(blob, schedule, out var version, out _);
        if (vector.Out.Has("version"))
            VectorCase.Equal(vector.Out.U32("version"), read ? (uint)version : 0, "version");
        bool decoded = VersionedAtx.TryDecode(blob, schedule, out var atx, out var error);
        VectorCase.True(decoded == vector.Out.Flag("ok"), $"expected ok = {vector.Out.Flag("ok")}, actual: {error}");
        if (decoded)
            VectorCase.Equal(vector.Out.Hex("id"), atx!.ComputeId().ToArray(), "id");
    }
}
