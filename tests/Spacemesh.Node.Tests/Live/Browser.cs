using System.Diagnostics;
using System.Net.WebSockets;
using System.Text.Json;

namespace Spacemesh.Node.Tests.Live;

/// <summary>A page in Debian's chromium without a screen, spoken to over its debugging protocol.</summary>
internal sealed class Browser : IAsyncDisposable
{
    private const string Listening = "DevTools listening on ";

    private static readonly string? Program = new[] { "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome" }.FirstOrDefault(File.Exists);

    private readonly Process _process;
    private readonly ClientWebSocket _page = new();
    private readonly string _profile;
    private readonly CancellationTokenSource _limit = new(TimeSpan.FromSeconds(60));
    private int _calls;

    private Browser(Process process, string profile) => (_process, _profile) = (process, profile);

    /// <summary>Why no page can be looked at here; null where it can.</summary>
    public static string? Missing => Program is null ? "chromium is not on this machine" : null;

    public static async Task<Browser> OpenAsync(Uri address, int width = 1200, int height = 1300)
    {
        string profile = Directory.CreateTempSubdirectory("chromium").FullName;
        var process = Process.Start(new ProcessStartInfo(
            Program!,
            [
                "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run", "--disable-dev-shm-usage", "--hide-scrollbars",
                "--remote-debugging-port=0", $"--window-size={width},{height}", $"--user-data-dir={profile}", "about:blank",
            ])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        })!;
        var browser = new Browser(process, profile);
        try
        {
            string? line;
            do
                line = await process.StandardError.ReadLineAsync(browser._limit.Token) ?? throw new InvalidOperationException("chromium ended");
            while (!line.StartsWith(Listening, StringComparison.Ordinal));
            _ = process.StandardError.ReadToEndAsync(browser._limit.Token);
            var debugger = new Uri(line[Listening.Length..]);
            using var http = new HttpClient();
            using var opened = await http.PutAsync($"http://127.0.0.1:{debugger.Port}/json/new?{Uri.EscapeDataString(address.AbsoluteUri)}", null, browser._limit.Token);
            using var target = JsonDocument.Parse(await opened.Content.ReadAsStringAsync(browser._limit.Token));
            await browser._page.ConnectAsync(new Uri(target.RootElement.GetProperty("webSocketDebuggerUrl").GetString()!), browser._limit.Token);
            return browser;
        }
        catch
        {
            await browser.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until the page shows the words; gives all that it shows.</summary>
    public async Task<string> ShownAsync(string words)
    {
        string expression = $$"""
            new Promise(done => {
              const look = () => document.body && document.body.innerText.includes({{JsonSerializer.Serialize(words)}}) ? done(document.documentElement.outerHTML) : setTimeout(look, 50);
              look();
            })
            """;
        // A page that is still on its way takes what waits on it along.
        while (true)
        {
            if (await CallAsync("Runtime.evaluate", new { expression, awaitPromise = true, returnByValue = true }) is { } result
                && result.GetProperty("result").TryGetProperty("value", out var value))
                return value.GetString()!;
        }
    }

    public async Task ShootAsync(string file)
    {
        var result = await CallAsync("Page.captureScreenshot", new { format = "png" }) ?? throw new InvalidOperationException("no picture");
        await File.WriteAllBytesAsync(file, result.GetProperty("data").GetBytesFromBase64());
    }

    public async ValueTask DisposeAsync()
    {
        _page.Dispose();
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        _limit.Dispose();
        try
        {
            Directory.Delete(_profile, recursive: true);
        }
        catch (IOException)
        {
            // A process of the browser that ends late still writes.
        }
    }

    /// <summary>Null where the browser answers with an error.</summary>
    private async Task<JsonElement?> CallAsync(string method, object parameters)
    {
        int id = ++_calls;
        byte[] request = JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object>(StringComparer.Ordinal) { ["id"] = id, ["method"] = method, ["params"] = parameters });
        await _page.SendAsync(request, WebSocketMessageType.Text, endOfMessage: true, _limit.Token);
        byte[] buffer = new byte[1 << 16];
        while (true)
        {
            await using var message = new MemoryStream();
            WebSocketReceiveResult part;
            do
            {
                part = await _page.ReceiveAsync(new ArraySegment<byte>(buffer), _limit.Token);
                await message.WriteAsync(buffer.AsMemory(0, part.Count));
            }
            while (!part.EndOfMessage);
            using var answer = JsonDocument.Parse(message.ToArray());
            if (answer.RootElement.TryGetProperty("id", out var answered) && answered.GetInt32() == id)
                return answer.RootElement.TryGetProperty("result", out var result) ? result.Clone() : null;
        }
    }
}
