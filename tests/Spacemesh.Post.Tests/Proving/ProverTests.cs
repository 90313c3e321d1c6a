using Spacemesh.Post.DataDirectory;
using Spacemesh.Post.Proving;
using Spacemesh.Post.Tests.RandomX;
using Spacemesh.Post.Verification;

namespace Spacemesh.Post.Tests.Proving;

public sealed class ProverTests
{
    [Fact]
    public async Task Proof_over_an_initialised_space_verifies()
    {
        using var space = await ProvingSpace.CreateAsync();
        using var reader = space.Open();
        var proof = await ProvingSpace.Prover(ProvingSpace.Pows()).ProveAsync(reader, ProvingSpace.Challenge, ProvingSpace.Options);
        Assert.Equal(ProofVerdict.Valid, space.Verify(proof));
        Assert.False(File.Exists(space.StatePath), "the progress of a finished proof stays behind");
    }

    [Fact]
    public async Task Proof_does_not_depend_on_threads_blocks_or_passes_before_it()
    {
        using var space = await ProvingSpace.CreateAsync();
        using var reader = space.Open();
        var first = await ProvingSpace.Prover(ProvingSpace.Pows()).ProveAsync(reader, ProvingSpace.Challenge, ProvingSpace.Options with { Threads = 1 });
        var second = await ProvingSpace.Prover(ProvingSpace.Pows())
            .ProveAsync(reader, ProvingSpace.Challenge, ProvingSpace.Options with { Read = new PostReadOptions { BlockSize = 16384, Depth = 3 } });
        Assert.Equal(first, second);
        var narrow = await ProvingSpace.Prover(ProvingSpace.Pows()).ProveAsync(reader, ProvingSpace.Challenge, ProvingSpace.Options with { Nonces = 16 });
        Assert.Equal(ProofVerdict.Valid, space.Verify(narrow));
    }

    [Fact]
    public async Task Space_over_three_directories_proves()
    {
        using var space = await ProvingSpace.CreateAsync(drives: 3);
        using var reader = space.Open();
        Assert.Equal(3, reader.Files.Select(file => file.Drive).Distinct().Count());
        var proof = await ProvingSpace.Prover(ProvingSpace.Pows()).ProveAsync(reader, ProvingSpace.Challenge, ProvingSpace.Options);
        Assert.Equal(ProofVerdict.Valid, space.Verify(proof));
    }

    [Fact]
    public async Task Missing_drive_is_named()
    {
        using var space = await ProvingSpace.CreateAsync(drives: 3);
        Directory.Delete(space.Directories.Paths[1], recursive: true);
        var exception = await Assert.ThrowsAsync<PostDataException>(async () =>
        {
            using var reader = space.Open();
            await ProvingSpace.Prover(ProvingSpace.Pows()).ProveAsync(reader, ProvingSpace.Challenge, ProvingSpace.Options);
        });
        Assert.Contains(space.Directories.Paths[1], exception.Message, StringComparison.Ordinal);
        Directory.CreateDirectory(space.Directories.Paths[1]);
    }

    [Fact]
    public async Task Missing_file_is_named_instead_of_shifting_the_others()
    {
        using var space = await ProvingSpace.CreateAsync();
        File.Delete(Path.Combine(space.Directories.Primary, "postdata_7.bin"));
        using var reader = space.Open();
        var exception = await Assert.ThrowsAsync<PostDataException>(
            async () => await ProvingSpace.Prover(ProvingSpace.Pows()).ProveAsync(reader, ProvingSpace.Challenge, ProvingSpace.Options));
        Assert.Contains("postdata_7.bin", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(24)]
    [InlineData(4112)]
    public async Task Nonces_that_no_group_covers_are_refused(uint nonces)
    {
        using var space = await ProvingSpace.CreateAsync();
        using var reader = space.Open();
        await Assert.ThrowsAsync<PostOptionException>(
            async () => await ProvingSpace.Prover(ProvingSpace.Pows()).ProveAsync(reader, ProvingSpace.Challenge, ProvingSpace.Options with { Nonces = nonces }));
    }

    [Fact]
    public async Task All_nonces_without_a_proof_end_with_an_error()
    {
        using var space = await ProvingSpace.CreateAsync();
        using var reader = space.Open();
        var impossible = ProvingSpace.Config with { K1 = 1 };
        // 288 does not divide 4096: the last groups are not reached, as in the reference.
        var pows = new ScriptedPows([0]);
        await Assert.ThrowsAsync<ProofNotFoundException>(
            async () => await new Prover(impossible, pows, SharedRandomX.Pool).ProveAsync(reader, ProvingSpace.Challenge, ProvingSpace.Options with { Nonces = 288, SaveInterval = 1 << 20 }));
        Assert.Equal(14 * 18, pows.Asked.Count);
        Assert.False(File.Exists(space.StatePath));
    }
}
