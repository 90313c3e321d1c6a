using System.Net;
using System.Text;
using System.Text.Json;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Poet.Tests.Http;

/// <summary>Answers requests from scripts, the last answer repeating, and keeps what was asked.</summary>
internal sealed class ScriptedServer : HttpMessageHandler
{
    private readonly Func<string, JsonElement> _answers;
    private readonly Dictionary<string, int> _next = [];

    /// <param name="answers">Scripts by request path.</param>
    public ScriptedServer(Func<string, JsonElement> answers) => _answers = answers;

    public List<(string Method, string Path, string ContentType, string Body, int Status)> Requests { get; } = [];

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        string path = request.RequestUri!.AbsolutePath;
        var script = _answers(path);
        int at = Math.Min(_next.GetValueOrDefault(path), script.GetArrayLength() - 1);
        _next[path] = at + 1;
        var answer = script[at];
        string body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        Requests.Add((request.Method.Method, path, request.Content?.Headers.ContentType?.ToString() ?? "", body, answer.I32("status")));
        return new HttpResponseMessage((HttpStatusCode)answer.I32("status")) { Content = new StringContent(answer.Text("body"), Encoding.UTF8) };
    }
}
