using Spacemesh.Crypto.Keys;
using Spacemesh.Crypto.Signing;
using Spacemesh.Primitives;

namespace Spacemesh.Crypto.Tests.Keys;

public sealed class KeyFileTests : IDisposable
{
    private static readonly byte[] Seed = [.. Enumerable.Repeat((byte)7, 32)];

    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void Created_file_is_private_exact_and_loads()
    {
        string directory = Path.Combine(_scratch.Path, "identities");
        var nodeId = IdentityDirectory.Create(directory, "local.key", Seed);
        string path = Path.Combine(directory, "local.key");

        Assert.Equal(Convert.ToHexStringLower(Seed) + nodeId, File.ReadAllText(path));
        Assert.Single(Directory.GetFileSystemEntries(directory));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(directory));
        }

        using var identity = Assert.Single(IdentityDirectory.Load(directory, default));
        Assert.Equal(nodeId, identity.NodeId);
        Assert.True(identity.IsSupervised);
    }

    [Fact]
    public void Existing_file_is_never_replaced()
    {
        string path = Path.Combine(_scratch.Path, "local.key");
        File.WriteAllText(path, "precious");
        var exception = Assert.Throws<KeyFileException>(() => KeyFile.Create(path, Seed));
        Assert.Equal(KeyFileProblem.Exists, exception.Problem);
        Assert.StartsWith("save identity file local.key", exception.Message, StringComparison.Ordinal);
        Assert.Equal("precious", File.ReadAllText(path));
        Assert.Single(Directory.GetFileSystemEntries(_scratch.Path));
    }

    [Fact]
    public void Creation_in_a_missing_directory_is_an_access_problem()
    {
        string path = Path.Combine(_scratch.Path, "no", "local.key");
        Assert.Equal(KeyFileProblem.Access, Assert.Throws<KeyFileException>(() => KeyFile.Create(path, Seed)).Problem);
    }

    [Fact]
    public void Odd_length_hex_is_named()
    {
        string path = Path.Combine(_scratch.Path, "a.key");
        File.WriteAllText(path, new string('0', 129));
        var exception = Assert.Throws<KeyFileException>(() => KeyFile.Read(path, default));
        Assert.Equal("decoding private key in a.key: encoding/hex: odd length hex string", exception.Message);
    }

    [Fact]
    public void Missing_directory_and_empty_directory_get_a_new_key_once()
    {
        string directory = Path.Combine(_scratch.Path, "identities");
        using var first = Assert.Single(IdentityDirectory.LoadOrCreate(directory, Seed, default));
        using var again = Assert.Single(IdentityDirectory.LoadOrCreate(directory, new byte[32], default));
        Assert.Equal(first.NodeId, again.NodeId);
    }

    [Fact]
    public void Set_aside_key_stays_untouched_beside_a_new_one()
    {
        string kept = Path.Combine(_scratch.Path, "do_not_delete.key");
        KeyFile.Create(kept, Seed);
        string before = File.ReadAllText(kept);
        IdentityDirectory.Create(_scratch.Path, IdentityDirectory.SupervisedFileName, new byte[32]);
        Assert.Equal(before, File.ReadAllText(kept));
        Assert.Equal(2, Directory.GetFiles(_scratch.Path).Length);
    }

    [Fact]
    public void Signer_is_unusable_after_disposal()
    {
        byte[] key = new byte[Ed25519.PrivateKeySize];
        Ed25519.ExpandSeed(Seed, key);
        var signer = new EdSigner(key, default(GenesisId));
        var proofs = signer.CreateVrfSigner();
        signer.Dispose();
        Assert.Throws<ObjectDisposedException>(() => signer.Sign(SigningDomain.Atx, []));

        // The VRF signer has its own copy.
        Assert.Equal(signer.NodeId, proofs.NodeId);
        Assert.NotEqual(default, proofs.Prove([]));
        proofs.Dispose();
        Assert.Throws<ObjectDisposedException>(() => proofs.Prove([]));
    }
}
