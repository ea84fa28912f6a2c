using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Unicode;
using Lumina.Environments.Providers;

namespace Lumina.Environments;

/// <summary>The folder into which files of one component are copied: bounded in number and size, nothing outside of it, and no known secret in it.</summary>
internal sealed class FailureFolder(string path, SecretRedactor redactor)
{
    private const int Mebibyte = 1024 * 1024;
    private const int MaximumBytes = 16 * Mebibyte;
    private const int MaximumFiles = 1_000;
    private const int NamedLinks = 5;

    private readonly string _path = Path.GetFullPath(path);
    private readonly ConcurrentQueue<string> _notes = new();
    private readonly ConcurrentQueue<string> _links = new();
    private int _files;
    private int _bytesLeft = MaximumBytes;

    /// <summary>How many files there are, and every note: a line each.</summary>
    public IEnumerable<string> Describe()
    {
        if (_files > 0)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{_files} copied to {_path}");
        }

        foreach (string note in _notes)
        {
            yield return note;
        }

        if (!_links.IsEmpty)
        {
            string more = _links.Count > NamedLinks ? string.Create(CultureInfo.InvariantCulture, $" and {_links.Count - NamedLinks} more") : "";
            yield return $"links are not copied, name what they lead to: {string.Join(", ", _links.Take(NamedLinks))}{more}";
        }
    }

    public void Note(string note) => _notes.Enqueue(note);

    /// <summary>Copies files, as many as may be.</summary>
    public async Task AddAsync(IAsyncEnumerable<ComponentFile> files, CancellationToken cancellationToken)
    {
        await foreach (ComponentFile file in files.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            if (file.LinkTarget is { } target)
            {
                _links.Enqueue($"'{file.Path}' to '{target}'");
                continue;
            }

            if (_files == MaximumFiles || _bytesLeft == 0)
            {
                Note(string.Create(CultureInfo.InvariantCulture, $"'{file.Path}' and what comes after it were not copied: of one component {MaximumFiles} files and {MaximumBytes / Mebibyte} MiB are"));
                return;
            }

            await AddAsync(file, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task AddAsync(ComponentFile file, CancellationToken cancellationToken)
    {
        // What is in a component may have any name, also one with a secret in it.
        string name = redactor.Finds(file.Path) ? redactor.Redact(file.Path).Replace('*', '_') : file.Path;
        string target = Path.GetFullPath(Path.Combine(_path, name.TrimStart('/')));
        if (!target.StartsWith(_path + Path.DirectorySeparatorChar, StringComparison.Ordinal))
        {
            Note($"'{file.Path}' was not copied: it would lie outside of the folder");
            return;
        }

        if (name != file.Path && File.Exists(target))
        {
            Note($"'{file.Path}' was not copied: without the secrets in it, its name is another file's");
            return;
        }

        byte[] content = await ReadAsync(file, cancellationToken).ConfigureAwait(false);
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        await File.WriteAllBytesAsync(target, Redact(content), cancellationToken).ConfigureAwait(false);
        _files++;
    }

    private async Task<byte[]> ReadAsync(ComponentFile file, CancellationToken cancellationToken)
    {
        using MemoryStream content = new();
        byte[] chunk = new byte[64 * 1024];
        int count;
        while ((count = await file.Content.ReadAsync(chunk.AsMemory(0, Math.Min(chunk.Length, _bytesLeft)), cancellationToken).ConfigureAwait(false)) > 0)
        {
            content.Write(chunk, 0, count);
            _bytesLeft -= count;
        }

        if (_bytesLeft == 0 && await file.Content.ReadAsync(chunk.AsMemory(0, 1), cancellationToken).ConfigureAwait(false) > 0)
        {
            Note(string.Create(CultureInfo.InvariantCulture, $"only the beginning of '{file.Path}' was copied: of one component {MaximumBytes / Mebibyte} MiB are"));
        }

        return content.ToArray();
    }

    // Of bytes that are no text, Latin-1 keeps each one as it is.
    private byte[] Redact(byte[] content)
    {
        Encoding encoding = Utf8.IsValid(content) ? Encoding.UTF8 : Encoding.Latin1;
        string text = encoding.GetString(content);
        return redactor.Finds(text) ? encoding.GetBytes(redactor.Redact(text)) : content;
    }
}
