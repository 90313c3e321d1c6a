using System.Globalization;
using Spacemesh.Primitives;
using Spacemesh.Testing.Vectors;
using Spacemesh.Wire.Activation;

namespace Spacemesh.Activation.Tests.Vectors;

/// <summary>Which version an epoch's ATXs have, and that the first field alone tells (spec 04 §2.7).</summary>
[VectorFile("04-atx-versions")]
internal sealed class AtxVersionsVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        bool valid = AtxVersionSchedule.TryCreate(
            vector.In.GetProperty("atx_versions").EnumerateObject().Select(entry => KeyValuePair.Create(Epoch(entry.Name), entry.Value.GetUInt32())),
            out var schedule,
            out string? error);
        if (vector.In.Has("message"))
        {
            bool read = VersionedAtx.TryReadVersion(vector.In.Hex("message"), schedule, out var version, out _);
            VectorCase.Equal(vector.Out.Flag("ok"), read, "read");
            if (read)
                VectorCase.Equal(vector.Out.I32("version"), (int)version, "version");
            return;
        }

        VectorCase.Equal(vector.Out.Flag("valid"), valid, "valid");
        VectorCase.Equal(vector.Out.Has("error") ? vector.Out.Text("error") : null, error, "error");
        if (!valid)
            return;
        foreach (var entry in vector.Out.GetProperty("version_by_publish_epoch").EnumerateObject())
            VectorCase.Equal(entry.Value.GetInt32(), (int)schedule.VersionAt(Epoch(entry.Name)), $"version in epoch {entry.Name}");
    }

    private static EpochId Epoch(string text) => new(uint.Parse(text, CultureInfo.InvariantCulture));
}
