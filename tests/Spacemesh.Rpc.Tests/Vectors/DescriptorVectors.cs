using Google.Protobuf.Reflection;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Rpc.Tests.Vectors;

/// <summary>The definitions our API is generated from are those the reference serves, byte for byte.</summary>
[VectorFile("09a-descriptors")]
public sealed class DescriptorVectors : VectorSuite
{
    public override void Open(VectorFile file)
    {
        using var artefact = file.OpenArtefact("09a-descriptors.binpb");
        var set = FileDescriptorSet.Parser.ParseFrom(artefact);
        VectorCase.Equal(
            string.Join('\n', set.File.Select(descriptor => descriptor.Name)), string.Join('\n', SpacemeshServices.Descriptors.FileNames), "files of the set");
    }

    public override void Check(VectorCase vector)
    {
        string name = vector.In.Text("file");
        VectorCase.Equal(vector.Out.Hex("descriptor"), SpacemeshServices.Descriptors.File(name)?.ToByteArray() ?? [], name);
    }
}
