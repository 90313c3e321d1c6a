using Spacemesh.Testing.Vectors;

namespace Spacemesh.Testing;

/// <summary>Compiled into the test programs that read golden files: each golden file that this part reads is one test.</summary>
public sealed class VectorFilesTests
{
    private static readonly ILookup<string, Type> Suites = VectorRunner.SuitesOf([typeof(VectorFilesTests).Assembly]);

    public static TheoryData<string> Stems() => [.. Suites.Select(group => group.Key).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Stems))]
    public async Task Vector_file_passes(string stem)
    {
        string path = Assert.Single(VectorFile.List(VectorRunner.DefaultDirectory()), path => VectorFile.StemOf(path) == stem);
        foreach (var suite in Suites[stem])
        {
            // Suites may block on asynchronous code, which must not wait for the test framework's own threads.
            var outcome = await Task.Run(() => VectorRunner.Run(path, suite));
            Assert.True(outcome.Failed == 0, $"{outcome.Passed} passed, {outcome.Failed} failed\n{string.Join('\n', outcome.Failures)}");
            Assert.True(outcome.Passed > 0, "no case was checked");
        }
    }
}
