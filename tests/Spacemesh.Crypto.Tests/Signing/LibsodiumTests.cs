using Spacemesh.Crypto.Signing;

namespace Spacemesh.Crypto.Tests.Signing;

public sealed class LibsodiumTests
{
    [Fact]
    public void Missing_library_says_what_to_install()
    {
        var exception = Assert.Throws<LibsodiumException>(() => Libsodium.Load(["libsodium-that-does-not-exist"]));
        Assert.Contains("libsodium-that-does-not-exist", exception.Message, StringComparison.Ordinal);
        Assert.Contains("libsodium23", exception.Message, StringComparison.Ordinal);
    }
}
