namespace Spacemesh.Node.Tests.Live;

/// <summary>Debian's chromium without a screen.</summary>
internal static class Browser
{
    private static readonly string? Program = new[] { "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome" }.FirstOrDefault(File.Exists);

    /// <summary>Why no page can be looked at here; null where it can.</summary>
    public static string? Missing => Program is null ? "chromium is not on this machine" : null;

    /// <summary>The page as it stands after its scripts have run.</summary>
    public static async Task<string> PageAsync(Uri address)
    {
        var (status, output) = await RunAsync(address, "--dump-dom", "--timeout=6000");
        Assert.True(status == 0 && output.Contains("<html", StringComparison.Ordinal), output);
        return output;
    }

    /// <summary>A picture of it.</summary>
    public static async Task ShootAsync(Uri address, string file, int width, int height)
    {
        var (status, output) = await RunAsync(address, $"--screenshot={file}", $"--window-size={width},{height}", "--hide-scrollbars", "--timeout=6000");
        Assert.True(status == 0 && File.Exists(file), output);
    }

    private static async Task<(int Status, string Output)> RunAsync(Uri address, params string[] flags)
    {
        var profile = Directory.CreateTempSubdirectory("chromium");
        try
        {
            return await LiveNodeTests.RunAsync(
                Program!,
                ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run", "--disable-dev-shm-usage", $"--user-data-dir={profile.FullName}", .. flags, address.AbsoluteUri]);
        }
        finally
        {
            try
            {
                profile.Delete(recursive: true);
            }
            catch (IOException)
            {
                // A process of the browser that ends late still writes.
            }
        }
    }
}
