using Google.Protobuf.Reflection;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Api.Tests.Vectors;

/// <summary>The definitions that our reflection serves are the reference's, byte for byte.</summary>
[VectorFile("09a-descriptors")]
public sealed class DescriptorVectors : VectorSuite
{
    public override void Open(VectorFile file)
    {
        using var artefact = file.OpenArtefact("09a-descriptors.binpb");
        var set = FileDescriptorSet.Parser.ParseFrom(artefact);
        VectorCase.Equal(string.Join('\n', set.File.Select(descriptor => descriptor.Name)), string.Join('\n', ApiServices.Descriptors.FileNames), "files of the set");
    }

    public override void Check(VectorCase vector) =>
        VectorCase.Equal(vector.Out.Hex("descriptor"), ApiServices.Descriptors.File(vector.In.Text("file"))?.ToByteArray() ?? [], vector.In.Text("file"));
}
