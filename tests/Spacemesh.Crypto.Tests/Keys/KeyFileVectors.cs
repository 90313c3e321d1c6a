using System.Text;
using Spacemesh.Crypto.Keys;
using Spacemesh.Crypto.Signing;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Crypto.Tests.Keys;

[VectorFile("01-keyfile")]
public sealed class KeyFileVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        string? error = vector.Out.Has("error") ? vector.Out.Text("error") : null;
        if (vector.In.Has("key"))
        {
            CheckKey(vector.In.Hex("key"), error);
            return;
        }

        using var directory = new ScratchDirectory();
        string path = Path.Combine(directory.Path, vector.In.Text("file"));
        if (vector.In.Has("content"))
            File.WriteAllBytes(path, Encoding.Latin1.GetBytes(vector.In.Text("content")));
        try
        {
            using var identity = KeyFile.Read(path, default);
            VectorCase.Equal(error, null, "error");
            VectorCase.Equal(vector.Out.Text("node_id"), identity.NodeId.ToString(), "node_id");
            VectorCase.Equal(vector.Out.Text("name"), identity.FileName, "name");
        }
        catch (KeyFileException exception)
        {
            VectorCase.Equal(error, exception.Message.Replace(directory.Path, "<dir>", StringComparison.Ordinal), "error");
        }
    }

    private static void CheckKey(byte[] key, string? error)
    {
        string? actual = null;
        try
        {
            using var signer = new EdSigner(key, default(ReadOnlySpan<byte>));
        }
        catch (InvalidKeyException exception)
        {
            actual = exception.Message;
        }

        VectorCase.Equal(error, actual, "error");
    }
}
