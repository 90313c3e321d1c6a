using Spacemesh.Crypto.Signing;
using Spacemesh.Poet.Server.Storage;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Poet.Tests.Vectors;

[VectorFile("03-server-key")]
internal sealed class ServerKeyVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        using var folder = new TemporaryFolder();
        string path = folder["state.bin"];
        if (vector.In.Has("seed"))
        {
            var made = new byte[Ed25519.PrivateKeySize];
            Ed25519.ExpandSeed(vector.In.Hex("seed"), made);
            ServiceKey.Load(folder.Path, Convert.ToBase64String(made));
            VectorCase.Equal(vector.Out.Hex("file"), File.ReadAllBytes(path), "file");
            return;
        }

        var file = vector.In.Flag("file_exists") ? vector.In.Hex("file") : null;
        if (file is not null)
            File.WriteAllBytes(path, file);
        try
        {
            var privateKey = ServiceKey.Resolve(vector.In.Text("environment"), file);
            VectorCase.Equal(vector.Out.Flag("ok"), true, "loading");
            if (vector.Out.Text("private_key") != "random")
                VectorCase.Equal(vector.Out.Hex("private_key"), privateKey, "private key");
            var loaded = ServiceKey.Load(folder.Path, vector.In.Text("environment"));
            VectorCase.Equal(loaded.PublicKey, ServiceKey.Load(folder.Path, null).PublicKey, "key after a restart");
            if (!OperatingSystem.IsWindows() && file is null)
                VectorCase.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path), "file mode");
        }
        catch (PoetStateException exception)
        {
            VectorCase.Equal(vector.Out.Flag("ok"), false, exception.Message);
            VectorCase.Equal(vector.Out.Text("error"), exception.Message, "text");
        }
    }
}
